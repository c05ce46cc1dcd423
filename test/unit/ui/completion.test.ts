/**
 * The scripts for zsh and fish, which are mostly not there to run them.
 */
import { expect, test } from 'vitest';
import { formatFish } from '../../../src/ui/completion/completion-fish.ts';
import { formatZsh } from '../../../src/ui/completion/completion-zsh.ts';

const states = { names: ['--for'], text: 'states', value: { listOf: ['idle', 'stuck'] } } as const;
const base = { names: ['--base'], text: 'branch', value: 'bases' } as const;
const tree = {
  options: [],
  commands: [{ names: ['wait'], text: 'wait', options: [states, base], argument: 'tasks', many: true }],
} as const;

test('zsh gives a function of ours its own words, which a blank before it is for, and completes lists', () => {
  const text = formatZsh(tree);
  expect(text).toContain("'*:task: _pane_names tasks'");
  expect(text).toContain("'(--base)--base[branch]:branch: _pane_names bases'");
  expect(text).toContain("'(--for)--for[states]:words:_sequence compadd - idle stuck'");
});

test('fish completes lists, and asks for branches', () => {
  const text = formatFish(tree);
  expect(text).toContain("-l for -d 'states' -x -a '(__pane_list idle stuck)'");
  expect(text).toContain("-l base -d 'branch' -x -a '(__pane_names bases)'");
});
