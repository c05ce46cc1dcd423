/**
 * The README's commands and screens, as they stand there.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { comparable, DocPage } from '../support/doc-blocks.ts';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';

const readme = new DocPage('README.md');

async function report(sandbox: Sandbox, task: string, state: string, why: string): Promise<void> {
  const target = `=my-app:=${task}`;
  const now = String(Math.floor(Date.now() / 1000));
  const values = { '@pane_state': state, '@pane_since': now, '@pane_why': why };
  for (const [name, value] of Object.entries(values)) {
    await sandbox.tmux('set-option', '-w', '-t', target, name, value);
  }
}

test("the README's commands work in their order, and its screens are true", async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('my-app');
  await sandbox.stubAgent({ name: 'claude' });
  const command = `#!/bin/sh\nexec '${process.execPath}' '${resolve(import.meta.dirname, '../../dist/cli.js')}' "$@"\n`;
  await sandbox.write('bin/pane', command, { mode: 0o755 });
  await sandbox.write('bin/tmux-of-sandbox', `#!/bin/sh\nexec tmux -S '${sandbox.socket}' "$@"\n`, {
    mode: 0o755,
  });
  const [init = '', up = '', later = '', ...more] = readme.runs();
  expect(more).toEqual([]);
  const shell = (script: string) => sandbox.sh(`set -e\n${script}`, { cwd: 'my-app' });

  await shell(init);
  await sandbox.write('my-app/pane.config.yaml', readme.block('write: pane.config.yaml'));
  await shell(up);
  const prompts = (await sandbox.launched(2)).map(({ argv }) => argv.at(-1));
  expect(prompts.sort()).toEqual(['Rewrite the login page.', 'Validate the sign-up form.']);

  // What the hooks of a real claude would tell by now.
  await report(sandbox, 'login', 'working', '');
  await report(sandbox, 'signup', 'waiting', 'Bash: npm test');
  const statusScreen = comparable(readme.block('shows: pane status'));
  await eventually(async () => expect(comparable(await shell('pane status'))).toEqual(statusScreen));
  const listing = readme.blocks.find(({ mark }) => mark.startsWith('shows: tmux '));
  const list = (listing?.mark ?? '').replace('shows: tmux', 'tmux-of-sandbox');
  const shown = (text: string) => text.match(/(?<=:).*\S/gm)?.sort();
  await eventually(async () => expect(shown(await shell(list))).toEqual(shown(listing?.text ?? '')));

  // The agents have begun before their windows are closed: else their prompts may be lost.
  const [ending = '', ...before] = later.trimEnd().split('\n').reverse();
  await shell(before.reverse().join('\n'));
  await sandbox.launched(4);
  await shell(ending);
  const { tasks, watcher } = JSON.parse(await shell('pane status --json'));
  const states = tasks.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`);
  expect(states.sort()).toEqual(['docs stopped', 'login stopped', 'signup stopped']);
  expect(watcher).toBeNull();
});

test('every link of the README leads to a file', () => {
  const links = [...readme.text.matchAll(/\]\(([^)#]+)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(5);
  for (const path of links) expect(readFileSync(resolve(import.meta.dirname, '../..', path))).toBeDefined();
});
