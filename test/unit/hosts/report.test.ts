import { describe, expect, test } from 'vitest';
import { reportFrom } from '../../../src/engine/hosts/report.ts';
import { paletteFor } from '../../../src/ui/colour.ts';
import { formatHostProblems, formatHostSummaries } from '../../../src/ui/hosts.ts';

const plain = paletteFor(false, {});

const operation = {
  id: 'x',
  kind: 'open-window',
  task: 'far',
  cause: '',
  warnings: [],
  hint: null,
  reason: null,
};

function told(document: Readonly<Record<string, unknown>>) {
  const report = { host: 'big', ok: true as const, value: reportFrom(document, 0) };
  return [formatHostProblems([report], plain), formatHostSummaries([report])];
}

describe('what a host reports', () => {
  test('is counted', () =>
    expect(told({ operations: [{ ...operation, outcome: 'done', error: null }], notices: [] })).toEqual([
      '',
      'On big: 1 window opened.\n',
    ]));

  test('counts as done where its watcher was quicker', () => {
    const overtaken = { ...operation, outcome: 'skipped', reason: 'overtaken', error: 'it is open' };
    expect(told({ operations: [overtaken] })).toEqual(['', 'On big: 1 window opened.\n']);
  });

  test('names what failed, and the way out', () => {
    const failed = { ...operation, outcome: 'failed', error: 'no\u001b[31m room', hint: 'Make some.' };
    expect(told({ operations: [failed] })).toEqual([
      'failed far on big: opening the window: no\\x1b[31m room\n  Make some.\n',
      'On big: 1 not done.\n',
    ]);
  });

  test('may be of a later version', () =>
    expect(
      told({
        operations: [{ kind: 'fly', task: 'far', outcome: 'done' }, 7],
        notices: [{ kind: 'odd', message: 'x' }],
      }),
    ).toEqual(['warning: on big: x\n', 'On big: nothing to do.\n']));

  test('may be that nothing could be done', () =>
    expect(told({ error: { code: 'failed', message: 'no room', hint: null } })).toEqual([
      'error: big: no room\n',
      'On big: nothing was done.\n',
    ]));
});
