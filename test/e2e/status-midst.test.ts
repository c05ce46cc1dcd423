/**
 * What `pane` says while another `pane` is at work: nothing alarming that is only half done.
 */
import { expect, test } from 'vitest';
import type { ProjectStatus, ServerStatus } from '../../src/snapshot/status.ts';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';

const ALARMING = ['conflict', 'failed', 'unknown'];

/** Two ask again and again while `work` is done, each in all the ways by turns; returns everything alarming that was said. */
async function alarmsDuring(
  project: TestProject,
  asks: readonly (readonly string[])[],
  work: () => Promise<void>,
): Promise<string[]> {
  let isOver = false;
  const seen = new Set<string>();
  const note = ({ tasks, warnings }: Pick<ProjectStatus, 'tasks' | 'warnings'>) => {
    for (const { state, message } of tasks) if (ALARMING.includes(state)) seen.add(`${state}: ${message}`);
    for (const warning of warnings) seen.add(warning);
  };
  const watch = async (first: number) => {
    for (let turn = first; !isOver; turn += 1) {
      const args = asks[turn % asks.length] ?? [];
      const { exitCode, stdout, stderr } = await project.pane(['status', '--json', ...args]);
      if (exitCode !== 0) {
        seen.add(stderr);
        continue;
      }
      const told: ProjectStatus | ServerStatus = JSON.parse(stdout);
      for (const one of 'projects' in told ? told.projects : [told]) note(one);
    }
  };
  const watches = [0, 1].map(watch);
  try {
    await work();
  } finally {
    isOver = true;
    await Promise.all(watches);
  }
  return [...seen];
}

test('no task is in conflict or has failed only because it is being made or brought down', async () => {
  await using sandbox = await Sandbox.create();
  const names = Array.from({ length: 8 }, (_each, index) => `task-${index}`);
  const tasks = names.map((name, index) => ({ name, agent: index % 2 === 0 ? 'drawn' : 'told' }));
  const project = await toldProject(sandbox, { tasks });
  await project.pane(['trust', '--yes']);
  const alarms = await alarmsDuring(project, [[], ['--long'], ['--all']], async () => {
    for (let round = 0; round < 3; round += 1) {
      await project.upDone();
      expect(await project.pane(round === 1 ? ['down', '--archive'] : ['down'])).toMatchObject({
        exitCode: 0,
      });
    }
  });
  expect(alarms.join('\n')).toBe('');
});

test('a task whose agent takes its time to end is coming down, and `up` waits for that', async () => {
  await using sandbox = await Sandbox.create();
  const deaf = `trap '' HUP TERM; echo began >>"$HOME/../began"; while :; do sleep 0.1; done`;
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { deaf: { command: ['sh', '-c', deaf], prompt: 'none' } },
    tasks: [{ name: 'one', agent: 'deaf' }],
  });
  await project.upDone();
  await eventually(async () => expect(await sandbox.read('began')).toBe('began\n'));

  const down = sandbox.startPane(['down'], { cwd: 'repo' });
  const atWork = `process ${down.pid} is at work there`;
  await eventually(async () => expect(await sandbox.tmux('list-panes', '-aF', '#{pane_dead}')).toBe('1'));
  down.kill('SIGSTOP'); // so that it takes as long as it is looked at
  expect(await project.task('one')).toMatchObject({ state: 'stopped', message: atWork });
  expect(await project.plan()).toEqual([`busy one: ${atWork}; try again when it is done`]);
  const up = sandbox.startPane(['up', '--once', '--wait=60'], { cwd: 'repo' });
  await eventually(() => expect(up.stderr).toContain(`waiting for one: ${atWork}`));
  down.kill('SIGCONT');

  expect(await down.ended).toMatchObject({ exitCode: 0 });
  expect(await up.ended).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await sandbox.read('began')).toBe('began\nbegan\n'));
  expect(await project.states()).toEqual({ one: 'running' });
});

test('a tmux server that is about to end is asked again; one that lives on without its socket is told', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const server = Number(await sandbox.tmux('display-message', '-p', '#{pid}'));
  // Nobody can connect any more, as when a server has begun to end.
  await sandbox.sh(`rm '${sandbox.socket}'`);
  const lost = `process ${server}, runs, but its socket is gone: \`kill -USR1 ${server}\` recreates it`;
  expect((await project.status()).warnings).toEqual([expect.stringContaining(lost)]);
  expect((await project.pane(['down'])).stderr).toContain(lost);

  // It has ended when it is asked the second time.
  const ends = `#!/bin/sh
if [ -e "$HOME/../asked" ]; then kill -9 ${server}; fi
touch "$HOME/../asked"
PATH=\${PATH#*:} exec tmux "$@"
`;
  await sandbox.write('bin/tmux', ends, { mode: 0o755 });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  expect(await project.states()).toEqual({ one: 'stopped' });
});

/** git as it is seen by who lists the worktrees: `before` runs first, `after` last. */
async function writeGit(sandbox: Sandbox, when: string, { before = '', after = '' }): Promise<void> {
  const git = (await sandbox.sh('command -v git')).trim();
  const script = `#!/bin/sh
case " $* " in
*' ${when} '*)
${before}
'${git}' "$@"
code=$?
${after}
exit $code ;;
esac
exec '${git}' "$@"
`;
  await sandbox.write('bin/git', script, { mode: 0o755 });
}

test("a list of git's that is older than the worktree's stamp is asked for anew", async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const head = sandbox.path('repo/.git/worktrees/one/HEAD');
  const before = `if [ ! -e "$HOME/listed" ]; then cp '${head}' "$HOME/head"; printf '%040d\\n' 0 >'${head}'; fi`;
  const after = `if [ ! -e "$HOME/listed" ]; then mv "$HOME/head" '${head}'; touch "$HOME/listed"; fi`;
  const well = { state: 'running', branch: 'one', ahead: 0, dirty: 0, lines: { added: 0, removed: 0 } };
  // git begins a worktree with a HEAD of zeros.
  await writeGit(sandbox, 'worktree list', { before, after });
  expect((await project.status(['--long'])).tasks).toMatchObject([well]);

  await sandbox.sh('rm "$HOME/listed"');
  expect(await project.pane(['diff', 'one'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test('files that are not checked out yet count as no changes', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await writeGit(sandbox, 'reset --hard', {
    before: 'mkfifo "$HOME/go"; touch "$HOME/met"; read -r go <"$HOME/go"',
  });
  const up = sandbox.startPane(['up', '--once', '--trust'], { cwd: 'repo' });
  await eventually(async () => expect(await sandbox.read('home/met')).toBe(''));
  expect((await project.status(['--long'])).tasks).toMatchObject([
    { state: 'pending', branch: 'one', ahead: null, dirty: null, lines: null },
  ]);

  await sandbox.sh('echo go >"$HOME/go"');
  expect(await up.ended).toMatchObject({ exitCode: 0 });
});
