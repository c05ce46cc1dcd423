/**
 * Archive and restore over made-up histories: whatever is in progress, inside or left there, all comes back byte for
 * byte; where the branch went elsewhere meanwhile, nothing is changed until a way out is chosen.
 */
import { expect, test } from 'vitest';
import { parseBranchName } from '../../../src/ids.ts';
import type { Outcome } from '../../../src/operations/outcome.ts';
import {
  ArchivedHistories,
  type ArchivedHistory,
  type Choice,
  type Look,
} from '../../support/archived-histories.ts';
import { Sandbox } from '../../support/sandbox.ts';

const REFUSALS: Readonly<Partial<Record<ArchivedHistory['fate'], string>>> = {
  'moved on': 'has moved to',
  deleted: 'is gone since',
  'checked out': 'is checked out at',
  'HEAD moved': 'HEAD has moved to',
  made: 'was made at',
};

const AS_IT_WAS: Choice = { detach: false, ontoBranch: null };

/** What the user chooses then. */
function wayOf({ fate, name, head }: ArchivedHistory, position: number): Choice {
  if (REFUSALS[fate] === undefined) return AS_IT_WAS;
  if (fate === 'deleted' && 'name' in head) return { ...AS_IT_WAS, ontoBranch: parseBranchName(head.name) };
  if (fate !== 'made' && position % 2 === 1) return { ...AS_IT_WAS, detach: true };
  return { ...AS_IT_WAS, ontoBranch: parseBranchName(`again/${name}`) };
}

async function lookAt(world: ArchivedHistories) {
  const looks = await Promise.all(world.all.map(async (history) => await world.look(history)));
  const refs = await world.refs();
  const listed = await world.histories.git('worktree', 'list', '--porcelain');
  return { looks, refs, listed };
}

/** Without what HEAD is at. */
function headless(statuses: Look['statuses'], { fate }: ArchivedHistory): Look['statuses'] {
  const own = fate === 'HEAD moved' || fate === 'made' ? '' : (statuses['.'] ?? '').replace(/^# .*\n?/gm, '');
  return { ...statuses, '.': own };
}

function failuresOf(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ outcome }) => outcome !== 'done');
}

function refusalOf({ fate, name }: ArchivedHistory) {
  const ways = fate === 'made' ? '--onto-branch NAME' : `restore ${name} --detach`;
  const [error, hint] = [REFUSALS[fate] ?? '', ways].map((part) => expect.stringContaining(part));
  return { outcome: 'failed', error, hint };
}

// Of the last seed they are in a shallow clone. All seeds take a minute of processor time.
const seeds = process.env.HISTORIES === 'all' ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [3, 8, 10];

test.each(seeds)('20 histories of seed %i', async (seed) => {
  await using sandbox = await Sandbox.create();
  const world = await ArchivedHistories.create(sandbox, { seed, count: 20, shallow: seed === 10 });
  const before = await lookAt(world);
  expect(failuresOf(await world.archive())).toEqual([]);
  await world.live();

  const archived = await lookAt(world);
  const inArchive = archived.listed.split('\n\n').filter((entry) => entry.includes('/.archive/'));
  expect(inArchive.filter((entry) => !/^locked/m.test(entry) || /^prunable/m.test(entry))).toEqual([]);
  for (const [position, history] of world.all.entries()) {
    const [was, is] = [before, archived].map(({ looks }) => looks[position]);
    // Of another depth is the link of a submodule.
    const seen = ({ tree, statuses }: Look) => ({
      tree: tree.filter((line) => !/(lib|inner)\/\.git: /.test(line)),
      statuses: headless(statuses, history),
    });
    expect([history, is && seen(is)]).toEqual([history, was && seen(was)]);
  }
  const refused = world.all.filter(({ fate }) => REFUSALS[fate] !== undefined);
  expect(await world.restore(refused, AS_IT_WAS)).toEqual(refused.map(refusalOf));
  expect(await lookAt(world)).toEqual(archived);

  const others = world.all.filter((history) => !refused.includes(history));
  expect(failuresOf(await world.restore(others, AS_IT_WAS))).toEqual([]);
  const refs = new Map(archived.refs);
  for (const [position, history] of world.all.entries()) {
    if (!refused.includes(history)) continue;
    const way = wayOf(history, position);
    expect([history, failuresOf(await world.restore([history], way))]).toEqual([history, []]);
    const commit = archived.looks[position]?.head ?? '';
    if (way.ontoBranch !== null && !commit.startsWith('ref:'))
      refs.set(`refs/heads/${way.ontoBranch}`, commit);
  }
  const after = await lookAt(world);
  expect(after.refs).toEqual(refs);
  for (const [position, history] of world.all.entries()) {
    const [was, is] = [before.looks[position], after.looks[position]];
    const { detach, ontoBranch } = wayOf(history, position);
    const branch = ontoBranch === null ? was?.head : `ref: refs/heads/${ontoBranch}`;
    const head = detach ? archived.looks[position]?.head : branch;
    const isSame = head === was?.head;
    const seen = (look: Look | undefined) => {
      const { tree, admins, statuses = {} } = look ?? {};
      return { tree, admins, statuses: isSame ? statuses : headless(statuses, history) };
    };
    expect([history, is?.head, seen(is)]).toEqual([history, head, seen(was)]);
    expect([history, is?.log.slice(0, was?.log.length)]).toEqual([history, was?.log]);
  }
  expect(await world.histories.git('fsck', '--no-dangling')).toBe('');
});
