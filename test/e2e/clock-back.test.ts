/**
 * The clock of the machine is put back while a watcher runs: nothing waits until it gets there again.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
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
