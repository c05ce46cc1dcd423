/**
 * The launcher without a window: what a further pane waits for.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

const launcher = `${import.meta.dirname}/../../../src/agents/launcher.sh`;

test('a further pane does not wait for a launcher that has ended, though nobody has collected it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/tmux', '#!/bin/sh\n', { mode: 0o755 });
  await sandbox.write('pane/launch.sh', 'pane_path=$PATH\npane_worktree=.\npane_env() { :; }\n');
  // `sleep` takes the place of the shell that began it, which might collect a child, and collects none; only then it ends.
  const child = '(until grep -q sleep /proc/$$/comm; do sleep 0.01; done)';
  sandbox.start('sh', ['-c', `${child} & echo $! >pid; exec sleep 1000`]);
  const statOf = (pid: string) =>
    readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  const pid = await eventually(async () => {
    const text = (await sandbox.read('pid')).trim();
    expect(statOf(text)[0]).toBe('Z');
    return text;
  });
  await sandbox.write('pane/run', `pid ${pid}\nstart ${statOf(pid)[19]}\n`);
  await sandbox.write('pane/state', 'state setup\n');

  const { stderr } = await sandbox.run('sh', [launcher, sandbox.path('pane'), '0123456789ab', '1'], {
    env: { SHELL: '/bin/true' },
  });
  expect(stderr).toBe('pane: agent not started, because the window was closed\n');
});
