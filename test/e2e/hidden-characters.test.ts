/**
 * Characters that a terminal obeys or hides never reach it from a file, an agent's screen or its log.
 */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

// Moves the cursor (C1's CSI), and turns the direction of writing around.
const C1 = '\u009b2J';
const TURN = '\u202e';
const DANGEROUS = /[\u0080-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

test('config, status, peek and logs show them as escapes', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/shows', `#!/bin/sh\nprintf 'may I ${TURN}gnp.exe?\\n'\nexec cat\n`, {
    mode: 0o755,
  });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { shows: { command: ['shows'], screen: { waiting: ['^may I'] } } },
    defaults: { agent: 'shows' },
    tasks: [{ name: 'one', prompt: `Look ${C1} here ${TURN}` }],
  });
  await project.upDone();
  await project.eventually({ one: 'waiting' });

  const config = await project.pane(['config']);
  expect(config.stdout).toContain(String.raw`"Look \x9b2J here \u202e"`);
  expect(parse(config.stdout).tasks[0].prompt).toBe(`Look ${C1} here ${TURN}`);
  const shown = String.raw`may I \u202egnp.exe?`;
  for (const args of [['status'], ['peek', 'one'], ['logs', 'one']]) {
    await eventually(async () => expect((await project.pane(args)).stdout).toContain(shown));
  }
  for (const args of [['config'], ['status'], ['status', '-l'], ['peek', 'one'], ['logs', 'one'], ['plan']]) {
    const { stdout, stderr } = await project.pane(args);
    expect(stdout + stderr).not.toMatch(DANGEROUS);
  }
});
