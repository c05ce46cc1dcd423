import { expect, test } from 'vitest';
import { parseTurns } from '../../../src/records/turns.ts';
import { hearTurns, type KnownTurns } from '../../../src/watcher/turn-ends.ts';
import { taskName } from '../../support/trust.ts';

const task = taskName('a');

/** What each look tells. A look: `STATE/ENDED/AT`, `-` for a worktree without turns, `WORKTREE=…` for another one. */
function told(looks: string): string[] {
  let known: KnownTurns | null = null;
  return looks.split(' ').map((look) => {
    const [, id = 'one', text = ''] = /^(?:(\w+)=)?(.*)$/.exec(look) ?? [];
    const heard = hearTurns(known, [{ task, id, turns: parseTurns(text.replaceAll('/', ' ')) }]);
    known = heard.known;
    return heard.ends.map(({ outcome, turn }) => `${outcome} ${turn}`).join('+') || '.';
  });
}

test.each([
  ['- open/0/1 done/1/2 open/1/3 done/2/4', '. . done 1 . done 2'],
  // Once, however often it is looked at.
  ['open/0/1 done/1/2 done/1/2 done/1/2', '. done 1 . .'],
  ['open/0/1 failed/0/2 failed/0/2 open/0/3 failed/0/4', '. failed 0 . . failed 0'],
  // A turn that was shorter than the time between two looks, and several.
  ['open/0/1 failed/0/2 failed/0/9', '. failed 0 failed 0'],
  ['done/1/1 open/4/9', '. done 4'],
  ['open/1/1 failed/2/9', '. done 2+failed 2'],
  // An interrupted turn is over, and was not finished.
  ['open/1/1 done/1/2', '. .'],
  // What was so at the first look was told before, or nobody was there to tell it.
  ['done/7/1 done/7/1 open/7/2 done/8/3', '. . . done 8'],
  ['failed/7/1 failed/7/1', '. .'],
  // The next worktree of that name begins anew.
  ['done/7/1 two=done/1/2', '. done 1'],
])('%s', (looks, ends) => {
  expect(told(looks).join(' ')).toBe(ends);
});
