import { expect, test } from 'vitest';
import { faultOfNotify, fillIn } from '../../../src/config/notify.ts';

const hostile = { task: 'a', state: 'waiting', message: '--icon=$(x) {task} $&' } as const;

test('each word is filled in once, as text, and becomes no option', () => {
  expect(fillIn(['say', '{task}: {state}', '{message}', '-m{message}', '{other}'], hostile)).toEqual([
    'say',
    'a: waiting',
    ' --icon=$(x) {task} $&',
    '-m--icon=$(x) {task} $&',
    '{other}',
  ]);
});

test.each([
  [['notify-send', '{task}', '{message}'], null],
  [['sh', '-c', 'notify "$1"', 'sh', '{message}'], null],
  [['tmux', 'display-message', '{task}: {state}'], null],
  [['/bin/bash', '-lc', 'say {message}'], '$PANE_MESSAGE'],
  [['tmux', 'display-message', '{message}'], 'format'],
  [['{task}'], 'first word'],
  [[], null],
])('%j', (words, fault) => {
  if (fault === null) expect(faultOfNotify(words)).toBeNull();
  else expect(faultOfNotify(words)).toContain(fault);
});
