/**
 * Ctrl-C on a terminal: it reaches what `pane` runs too.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

test('what Ctrl-C stops has not failed, no watcher goes on with it, and the next up does', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { '.gitignore': 'cache/\n.env\nmine\n' } });
  await repository.write('cache/one', '1');
  await repository.write('.env', 'A=1');
  await repository.write('mine', 'from the main worktree');
  const defaults = { copy: ['.env', 'cache', 'mine'] };
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'], defaults });
  const hangs = `case "$*" in *cache*) : > "$PANE_SANDBOX/copies"; exec sleep 1000;; esac\nexec /bin/cp "$@"`;
  const cp = await sandbox.write('bin/cp', `#!/bin/sh\n${hangs}\n`, { mode: 0o755 });
  const pane = `trap : INT; '${process.execPath}' '${builtCommand}' up --trust > ../said 2>&1; echo $? > ../code`;
  await sandbox.tmux('new-session', '-d', '-s', 'terminal', '-c', repository.path, pane);
  await eventually(() => sandbox.read('copies').then(() => true));
  await eventually(() => sandbox.read('repo.worktrees/one/.env').then(() => true));
  await sandbox.tmux('send-keys', '-t', 'terminal', 'C-c');
  await eventually(async () => (await sandbox.read('code')) === '130\n');

  const said = await sandbox.read('said');
  expect(said).toContain('1 worktree made; 2 interrupted.\nInterrupted. The next `pane up` continues');
  expect(said).not.toContain('failed');
  expect(await project.status()).toMatchObject({ watcher: null, tasks: [{ state: 'pending' }] });

  await sandbox.sh(`rm '${cp}'`);
  const { exitCode, stderr } = await project.up(['--wait=60']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('was kept') });
  expect(await project.states()).toEqual({ one: 'running' });
});
