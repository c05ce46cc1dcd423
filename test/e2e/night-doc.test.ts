/**
 * docs/night.md: its file is right, its commands work in their order, and its screens are true, with an agent that does
 * what one would.
 */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { comparable, DocPage } from '../support/doc-blocks.ts';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const page = new DocPage('docs/night.md');

/** Works on its prompt, on the last line of each message, and on what the page sends; `login` asks instead. */
const CLAUDE = `#!/bin/sh
report() { printf '%s' "$2" | sh "$PANE_REPORT" "$1"; }
work() {
  report working '{}'
  echo more >>work && git add work && git commit -qm "$1"
  report idle '{}'
}
stty -echo
report start '{}'
if [ "$PANE_TASK" = login ]; then
  report working '{}'
  report waiting '{"tool_name":"AskUserQuestion","question":"Which library may I use?"}'
else
  work "first turn"
fi
while read -r line; do
  case $line in *'All of it is in'* | 'The test needs'*) work "next turn" ;; esac
done
`;

/** The tests of \`schema\` pass when it has worked twice, those of \`api\` never. */
const NPM = `#!/bin/sh
[ "$PANE_TASK" != api ] && [ "$(wc -l <work)" -ge 2 ] || { echo '1 test failed'; exit 1; }
`;

test("the night's file, commands and screens", async () => {
  await using sandbox = await Sandbox.create();
  const { path } = await sandbox.repository('my-app');
  await sandbox.write('bin/claude', CLAUDE, { mode: 0o755 });
  await sandbox.write('bin/npm', NPM, { mode: 0o755 });
  const trusted = { projects: { [path]: { hasTrustDialogAccepted: true } } };
  await sandbox.write('home/.claude.json', JSON.stringify(trusted));
  const command = `#!/bin/sh\nexec '${process.execPath}' '${resolve(import.meta.dirname, '../../dist/cli.js')}' "$@"\n`;
  await sandbox.write('bin/pane', command, { mode: 0o755 });
  const shell = (script: string) => sandbox.sh(`set -e\n${script}`, { cwd: 'my-app' });
  /** On a terminal of 80 columns. */
  const shows = async (line: string) => {
    const screen = comparable(page.block(`shows: ${line}`));
    await eventually(async () => {
      const args = ['-d', '-P', '-F', '#{window_id}', '-s', 'terminal', '-x', '80', '-y', '60', '-c', path];
      const window = (await sandbox.tmux('new-session', ...args, `${line}; exec cat`)).trim();
      const drawn = () => sandbox.tmux('capture-pane', '-p', '-t', window);
      await eventually(async () => expect((await drawn()).trim()).not.toBe(''));
      const shown = await drawn();
      await sandbox.tmux('kill-window', '-t', window);
      expect(comparable(shown)).toEqual(screen);
    });
  };
  const project = new TestProject(sandbox, path);
  const file = page.block('write: pane.config.yaml');
  await sandbox.write('my-app/pane.config.yaml', file);
  expect((await project.pane(['config'])).exitCode).toBe(0);
  // Nobody wants to wait for a night.
  await sandbox.write('my-app/pane.config.yaml', file.replace('settle: 20s', 'settle: 1s'));

  const [evening = '', morning = '', ...more] = page.runs();
  expect(more).toEqual([]);
  const [before = '', up = ''] = evening.split(/^(?=pane up)/m);
  await shell(before);
  await shows('pane plan --night');
  await shell(up);
  await project.eventually({ schema: 'verified', login: 'waiting' });
  for (const told of [1, 2, 3]) {
    const isTold = (line: string) => line.includes('"kind":"message-sent","task":"api"');
    await eventually(async () => {
      const { stdout } = await project.pane(['events', 'api']);
      expect(stdout.split('\n').filter(isTold).length).toBeGreaterThanOrEqual(told);
    });
  }
  await project.eventually({ api: 'stuck', web: 'queued' });
  await project.eventually({ docs: 'idle' });
  const told = (await project.pane(['events'])).stdout;
  const isStuck = told.indexOf('"kind":"task-state","task":"api","state":"stuck"');
  const begins = told.indexOf('"kind":"operation-begun","operation":"create-worktree","task":"docs"');
  expect(isStuck).toBeGreaterThan(0);
  expect(begins).toBeGreaterThan(isStuck);
  await shows('pane status');
  await shows('pane report');
  await shell(morning);
});
