/**
 * The clock of the machine is put back, while a watcher runs or between two launches: nothing waits until it gets there again.
 */
import { utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { doesThen, given, nightProject } from '../support/night-agent.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldAgents, toldProject } from '../support/told-agent.ts';

/** So many milliseconds ahead as a file says. */
const AHEAD = `
const { readFileSync } = require('node:fs');
const now = Date.now;
Date.now = () => now() + Number(readFileSync(process.env.TEST_AHEAD, 'utf8'));
`;

test('a watcher whose clock is put back sees what is drawn, tries again and archives as before', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = ['one', 'two', 'left'].map((name) => ({ name, agent: 'drawn' }));
  const file = { agents: toldAgents, watch: { archive_after: '4s' }, tasks };
  const project = await toldProject(sandbox, file);
  await project.upDone();
  const draw = (text: string) => sandbox.tmux('send-keys', '-t', '=repo:one', `draw ${text}`, 'Enter');
  await draw('Ready');
  await project.eventually({ one: 'idle' });
  const env = {
    NODE_OPTIONS: `--require=${await sandbox.write('tmp/ahead.cjs', AHEAD)}`,
    TEST_AHEAD: await sandbox.write('tmp/ahead', '3600000'),
  };
  sandbox.startPane(['watch'], { cwd: 'repo', env });
  const told = async (text: string) =>
    await eventually(async () => expect((await project.pane(['events'])).stdout).toContain(text));
  await told('"kind":"first-look"');

  const hook = '#!/bin/sh\n[ -e "$HOME/mended" ]\n';
  await sandbox.write('repo/.git/hooks/post-checkout', hook, { mode: 0o755 });
  await project.write({
    ...file,
    tasks: [...tasks.slice(0, 2), { name: 'new', agent: 'drawn', restarts: 1 }],
  });
  await told('"outcome":"failed"');
  await told('left: removed from the file');
  await sandbox.write('tmp/ahead', '0');
  await sandbox.sh('touch "$HOME/mended"');
  await draw('Proceed?');

  await told('"kind":"task-state","task":"one","state":"waiting"');
  await told('"kind":"operation-ended","operation":"open-window","task":"new"');
  await told('"kind":"operation-ended","operation":"archive-worktree","task":"left"');
});

test('a turn that was noted ahead of the clock is cut off all the same, and told to go on each time', async () => {
  await using sandbox = await Sandbox.create();
  const project = await nightProject(sandbox, {
    defaults: { on_failure: 'restart' },
    tasks: [{ name: 'one' }],
  });
  const ahead = async (name: string, time: RegExp) => {
    const file = `repo/.git/worktrees/one/pane/${name}`;
    const text = await sandbox.read(file);
    const later = text.replace(time, (_, before, at) => `${before}${Number(at) + 3600}`);
    expect(later).not.toBe(text);
    await sandbox.write(file, later);
    utimesSync(sandbox.path(file), Date.now() / 1000 + 3600, Date.now() / 1000 + 3600);
  };
  await doesThen(sandbox, 'one', "report working '{}'");
  await project.eventually({ one: 'idle' });
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'working' });
  const launches = ['began ', 'work'];
  for (const round of [1, 2]) {
    await sandbox.tmux('kill-server');
    await ahead('turns', /^(open 0 )(\d+)/);
    if (round === 2) await ahead('attempts.json', /("reason":"cut-off","state":"sent","at":)(\d+)/);
    await project.upDone();
    const watcher = await project.watch();
    launches.push('began again', 'continue');
    await eventually(() => expect(given(sandbox, 'one')).toEqual(launches));
    await project.eventually({ one: 'working' });
    watcher.kill('SIGINT');
    await watcher.ended;
  }
});
