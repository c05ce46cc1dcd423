/**
 * docs/hosts.md from nothing to the first task, word for word: only the address of the repository is another one.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Bed, CLONE } from './bed/bed.ts';
import { Terminal } from './bed/terminal.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/hosts.md'), 'utf8');
const [, section = ''] = /^## From nothing to the first task\n([\s\S]*?)^## /m.exec(page) ?? [];
const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));

/** The commands, without what is said of them. */
function lines(text: string): string[] {
  return text.split('\n').flatMap((line) => line.replace(/\s+#.*$/, '').trim() || []);
}

/** Node is installed for everybody. */
const NODE = 'SetEnv PATH=/mnt/bin:/usr/local/bin:/usr/bin:/bin';

test('from nothing to the first task', async () => {
  await using bed = await Bed.create({ big: { isBare: true, sshd: [NODE] } });
  const { laptop } = bed;
  const big = bed.host('big');
  // What the page asks for: the agent where its installer puts it, and a line in a file of the shell.
  for (const machine of [laptop, big]) {
    copyFileSync(machine.home('.local/bin/stub'), machine.home('.local/bin/claude'));
    machine.own();
  }
  const begun = performance.now();
  expect(blocks.map(({ kind }) => kind)).toEqual(['sh', 'sh', 'yaml', 'sh']);
  const [onHost, path, file, commands] = blocks.map(({ text }) => text);
  for (const machine of [laptop, big]) machine.write('home/.bashrc', path ?? '');
  for (const line of lines(onHost ?? '').map((each) => each.replace(/git@\S+/, '/mnt/git/my-app.git')))
    expect(await laptop.sh(line)).toMatch(line.includes('--version') ? /^v\d/ : /^/);
  laptop.write('home/src/my-app/pane.config.yaml', file ?? '');
  await using terminal = await Terminal.open(laptop);
  await terminal.type('. ~/.bashrc', 'Enter');
  for (const line of lines(commands ?? '')) {
    await terminal.type(`clear; ${line}; echo "$?:done"`, 'Enter');
    if (line.includes('attach')) {
      await terminal.shows('agent of train has started');
      await terminal.type('', 'C-b', 'd');
    }
    await eventually(
      async () => {
        const screen = await terminal.screen();
        if (/\[y\/N\] *$/m.test(screen.trimEnd())) await terminal.type('y', 'Enter');
        if (!/^\d+:done/m.test(screen)) throw new Error(`${line}:\n${screen.trimEnd()}`);
      },
      { timeout: 60_000 },
    );
    expect(await terminal.screen()).toMatch(/^0:done/m);
  }
  console.log(`from nothing to the first task: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  expect(big.launches()).toHaveLength(1);
  expect(laptop.launches()).toHaveLength(1);
  expect(await laptop.sh(`git -C ${CLONE} branch --list train`)).toContain('train');
});
