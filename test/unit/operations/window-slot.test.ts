import { expect, test } from 'vitest';
import { slotOf } from '../../../src/operations/window-slot.ts';
import type { TmuxPane } from '../../../src/tmux/panes.ts';
import { desired, observed, paneOf, worktreeOf } from '../../support/world.ts';

const { projectId } = observed();
const order = ['a', 'b', 'c', 'd'];

/** `a1`: the window of task a at 1; `-2`: one of the user's at 2. Its id is the number. */
function panes(...names: readonly string[]): TmuxPane[] {
  return names.map((name) => {
    const [task = '', index = ''] = name;
    const whose = task === '-' ? { project: null, kind: '', task: '' } : { task };
    return paneOf(worktreeOf(desired('a')), Number(index), { ...whose, baseIndex: 1 });
  });
}

test.each([
  ['b', [], null],
  ['b', ['a1'], { after: '@1' }],
  ['d', ['a1', 'c3'], { after: '@3' }],
  ['b', ['a1', 'c2', 'd3'], { after: '@1' }],
  ['b', ['a1', '-2'], null],
  ['b', ['a1', 'c2', '-3'], null],
  ['b', ['a1', 'c2', '-4'], { after: '@1' }],
  ['a', ['b1', 'c2'], { before: '@1' }],
  ['a', ['b2', 'c3', '-4'], { index: 1 }],
  ['a', ['b1', '-2'], null],
  ['a', ['-1', 'b2'], { before: '@2' }],
  ['other', ['a1'], null],
  ['', ['a1'], null],
])('%s beside %j goes to %j', (task, there, expected) => {
  expect(slotOf(task, order, projectId, panes(...there))).toEqual(expected);
});
