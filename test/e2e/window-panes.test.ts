/**
 * A window whose launcher gave up, with more panes than the launcher's, and a session that is not ours.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a failed window is not closed over the program that the user runs in a pane of their own', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', prompt: 'Go', setup: ['test -e ../mended'], panes: [{ run: 'stub further' }] }],
  });
  expect((await project.up(['--wait=60'])).exitCode).toBe(1);
  const { window } = await project.task('one');
  const split = await sandbox.tmux(
    'split-window',
    '-d',
    '-P',
    '-F',
    '#{pane_id}',
    '-t',
    window ?? '',
    'cat',
    '-',
  );
  await sandbox.write('repo.worktrees/mended', '');
  const refused = await project.up();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('where cat runs now; `pane restart one` ends that too');
  expect(await sandbox.tmux('list-panes', '-a', '-F', '#{pane_id} #{pane_current_command}')).toContain(
    `${split} cat`,
  );
  expect(sandbox.launches()).toEqual([]);

  await sandbox.tmux('kill-pane', '-t', split);
  // The further pane sees within a second that setup failed, and is an idle shell then.
  await eventually(() => project.upDone());
  await eventually(() =>
    expect(
      sandbox
        .launches()
        .map(({ argv }) => argv.join())
        .sort(),
    ).toEqual(['Go', 'further']),
  );
});

test('further panes do not wait for a launcher that was killed, and its window is opened again', async () => {
  await using sandbox = await Sandbox.create();
  // Not `sh`: that is what a launcher which waits looks like.
  sandbox.env.SHELL = await sandbox.sh('command -v bash');
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [
      {
        name: 'one',
        prompt: 'Go',
        setup: ['test -e ../mended || sleep 1000'],
        panes: [{ run: 'stub further' }],
      },
    ],
  });
  expect((await project.up()).exitCode).toBe(0);
  await project.eventually({ one: 'setup' });
  const { pane } = await project.task('one');
  const launcher = await sandbox.tmux('display-message', '-p', '-t', pane ?? '', '#{pane_pid}');
  await sandbox.write('repo.worktrees/mended', '');
  await sandbox.sh(`kill -9 ${launcher}`);
  await project.eventually({ one: 'failed' });
  await eventually(() => project.upDone());
  await eventually(() =>
    expect(
      sandbox
        .launches()
        .map(({ argv }) => argv.join())
        .sort(),
    ).toEqual(['Go', 'further']),
  );
});

test('a session that another project made and that ends with its client gets no window of ours', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await sandbox.tmux('new-session', '-d', '-s', 'repo', 'sh', '-c', 'exec cat');
  await sandbox.tmux('set-option', '-t', '=repo:', '@pane_session', '0123456789abcdef');
  const client = sandbox.start('tmux', ['-S', sandbox.socket, '-C', 'attach', '-t', '=repo:']);
  await eventually(async () => expect(await sandbox.tmux('list-clients')).toContain('repo'));
  await sandbox.tmux('set-option', '-t', '=repo:', 'destroy-unattached', 'on');
  await project.upDone();
  expect((await sandbox.tmux('list-windows', '-a', '-F', '#{session_name}')).split('\n').sort()).toEqual([
    'repo',
    expect.stringMatching(/^repo-[0-9a-f]{6}$/),
  ]);
  client.kill();
});
