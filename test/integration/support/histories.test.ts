/**
 * The made-up histories are what their model says.
 */
import { expect, test } from 'vitest';
import { Histories } from '../../support/histories.ts';
import { leave } from '../../support/history-files.ts';
import { BASES, ENDS, modelHistories } from '../../support/history-model.ts';
import { FATES, INSIDES, STOPS, situationsOf } from '../../support/history-states.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('of each base and each end there are several, the same for the same seed', () => {
  const models = modelHistories(7, 210);
  expect(modelHistories(7, 210)).toEqual(models);
  expect(modelHistories(8, 210)).not.toEqual(models);
  const ofKind = (kind: string) => models.filter(({ steps: [first] }) => first === kind).length;
  const withStep = (step: string) => models.filter(({ steps }) => steps.includes(step)).length;
  for (const kind of BASES) expect([kind, ofKind(kind)]).toEqual([kind, 30]);
  const steps = ['commit', 'amend', 'squash', 'rebase', 'merge', 'others amend', 'others reset', 'is taken'];
  for (const step of [...steps, ...ENDS.slice(1)]) expect([step, withStep(step) >= 8]).toEqual([step, true]);
});

test('of each situation of a worktree that is archived there are several', () => {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
  const all = seeds.flatMap((seed) => situationsOf(modelHistories(seed, 20, 20 * seed), seed));
  const found = all.flatMap(({ stop, inside, fate }) => [stop, `${inside} inside`, fate]);
  const wanted = [...STOPS, ...INSIDES.map((inside) => `${inside} inside`), ...FATES, 'made'];
  for (const name of wanted) {
    const count = found.filter((each) => each === name).length;
    expect([name, count >= 6]).toEqual([name, true]);
  }
});

test.each([{ shallow: false }, { shallow: true }])('git finds nothing wrong, $shallow', async (options) => {
  await using sandbox = await Sandbox.create();
  const histories = await Histories.plant(sandbox, { seed: 1, count: 28, ...options });
  await histories.addWorktrees();
  await histories.play();
  expect(await histories.git('rev-parse', '--is-shallow-repository')).toBe(String(options.shallow));
  expect(await histories.git('fsck', '--strict', '--no-dangling')).toBe('');
  for (const history of histories.all) {
    const git = (...args: string[]) => sandbox.git('-C', history.worktree, ...args);
    const { head } = history;
    const unborn = head.kind === 'unborn';
    const status = await git('status', '--porcelain');
    expect([history.steps, status === '']).toEqual([history.steps, !unborn]);
    if (head.kind === 'detached') expect(await git('rev-parse', 'HEAD')).toBe(histories.id(head.commit));
    else expect(await git('symbolic-ref', '--short', 'HEAD')).toBe(head.name);
    const refs = await histories.git('for-each-ref', '--format=%(refname)');
    if (history.baseRef !== null)
      expect(refs.split('\n').includes(history.baseRef)).toBe(!history.baseIsGone);
    await leave(sandbox, history, 'a bit of all');
    expect(await git('status', '--porcelain', '-uall')).toContain('?? "new folder/below/three"');
  }
});
