import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { processesOf } from '../../support/processes.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('programs get an environment that has nothing of ours', async () => {
  await using sandbox = await Sandbox.create();
  const environment = await sandbox.sh('env', { env: { EXTRA: 'x', LANG: undefined } });
  const names = environment.split('\n').map((line) => line.split('=')[0]);
  expect(names).toEqual(expect.arrayContaining(['PATH', 'HOME', 'EXTRA', 'PANE_SANDBOX']));
  for (const name of ['LANG', 'TMUX', 'GIT_DIR', 'NODE_OPTIONS', 'VITEST']) expect(names).not.toContain(name);
  expect(await sandbox.sh('echo "$HOME"')).toBe(sandbox.path('home'));
});

test('a repository has its files in a commit of the test identity', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('we ird', { files: { 'a/b.txt': 'text\n' } });
  expect(await repository.git('log', '--format=%an %s')).toBe('Test Start');
  expect(await repository.git('status', '--porcelain', '--branch')).toBe('## main');
  expect(await sandbox.read('we ird/a/b.txt')).toBe('text\n');
});

test('git and tmux that fail throw with what they printed', async () => {
  await using sandbox = await Sandbox.create();
  await expect(sandbox.git('status')).rejects.toThrow('not a git repository');
  await expect(sandbox.tmux('list-windows')).rejects.toThrow(/error connecting|no server running/);
});

test('no tmux server outside the sandbox can be reached', async () => {
  await using sandbox = await Sandbox.create();
  await expect(async () => sandbox.tmuxAt('/tmp/tmux-0/default', 'ls')).rejects.toThrow(
    'outside the sandbox',
  );
  expect(
    await sandbox.sh('tmux -f /dev/null new-session -d && tmux display-message -p "#{socket_path}"'),
  ).toContain(sandbox.root);
});

test('a stub agent writes down exactly how it was started', async () => {
  await using sandbox = await Sandbox.create();
  const agent = await sandbox.stubAgent({ name: 'claude', exitCode: 3 });
  await sandbox.write('work/.env', 'x');
  const argv = ['--flag', 'two\nlines $x `y` "\'', '', '-n'];
  const { exitCode } = await sandbox.run(agent, argv, {
    cwd: 'work',
    input: 'typed\n',
    env: { LOG: 'a=b\nc' },
  });
  expect(exitCode).toBe(3);
  expect(sandbox.launches()).toEqual([
    expect.objectContaining({
      agent: 'claude',
      argv,
      cwd: sandbox.path('work'),
      files: ['.env'],
      input: 'typed\n',
    }),
  ]);
  expect(sandbox.launches()[0]?.env).toMatchObject({ LOG: 'a=b\nc', PANE_SANDBOX: sandbox.root });
});

test('a stub agent in a tmux window waits for its input', async () => {
  await using sandbox = await Sandbox.create();
  const agent = await sandbox.stubAgent();
  await sandbox.tmux('new-session', '-d', '-s', 'work', agent, 'prompt');
  await eventually(() => sandbox.launches().length === 1);
  await sandbox.tmux('send-keys', '-t', '=work:', 'hello', 'Enter');
  await eventually(() => sandbox.launches()[0]?.input === 'hello\n');
});

test('nothing that was started in it survives it', async () => {
  const sandbox = await Sandbox.create();
  await sandbox.tmux('new-session', '-d', '-s', 'work', 'cat');
  await sandbox.tmuxAt('other', 'new-session', '-d', '-s', 'work', 'cat');
  await sandbox.sh('trap "" HUP TERM; (setsid sleep 1000 >/dev/null 2>&1 &)');
  const running = sandbox.start('env', ['-i', '/bin/cat']);
  await sandbox.sh('mkdir -p closed/inner && chmod 0 closed/inner && chmod 500 closed');
  await eventually(() => processesOf(sandbox.root).length >= 6);
  await sandbox[Symbol.asyncDispose]();
  expect(processesOf(sandbox.root)).toEqual([]);
  expect(existsSync(sandbox.root)).toBe(false);
  expect((await running.ended).signal).toBe('SIGKILL');
});
