/**
 * The systemd unit of docs/server.md, as the page writes it, run with nothing but what it says: after a reboot it
 * brings the windows back.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/server.md'), 'utf8');
const writing = /^mkdir -p ~\/\.config\/systemd[\s\S]*?^EOF$/m.exec(page)?.[0] ?? '';

test('the unit brings a project up, again after a reboot, and down', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/pane', `#!/bin/sh\nexec node '${builtCommand}' "$@"\n`, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository('a b'), {
    tasks: ['one'],
    env_pass: ['KEY'],
  });
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  await sandbox.sh(writing, { cwd: 'a b' });
  await sandbox.write('home/.config/pane/environment', 'KEY=secret\n');
  const unit = await sandbox.read('home/.config/systemd/user/pane-my-app.service');
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
  const socket = `PANE_TMUX_SOCKET='${sandbox.socket}' XDG_STATE_HOME="$XDG_STATE_HOME"`;
  const run = async (name: string) =>
    await sandbox.sh(
      `cd "${value('WorkingDirectory')}" && env -i HOME="$HOME" ${socket} ${value('Environment')} $(cat ~/.config/pane/environment) ${value(name)} 2>&1`,
    );
  expect(dirname(value('WorkingDirectory'))).toBe(sandbox.root);
  expect(await run('ExecStart')).toContain('1 window opened');
  await sandbox.launched(1);
  await sandbox.tmux('kill-server');
  expect(await run('ExecStart')).toContain('1 window opened');
  const launches = await sandbox.launched(2);
  expect(launches.map(({ argv, env }) => [argv, env.KEY])).toEqual([
    [['Prompt of one'], 'secret'],
    [['--again'], 'secret'],
  ]);
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'cat');
  expect(await run('ExecStop')).toContain('1 window closed');
  expect(await sandbox.tmux('list-sessions', '-F', '#S')).toBe('mine');
});
