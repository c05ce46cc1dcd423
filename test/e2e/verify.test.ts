/**
 * `pane verify`: a check that the user makes.
 */
import { existsSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CheckedProject } from '../support/checked.ts';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldAgents } from '../support/told-agent.ts';

test('a check runs in the worktree with the environment of the task, prints, and is what the task is shown as', async () => {
  await using sandbox = await Sandbox.create();
  const checked = await CheckedProject.create(sandbox, ['echo "in $PWD for $PANE_TASK"', 'test -e good']);
  await checked.key('idle {}');

  const early = await checked.verify('one');
  expect(early).toMatchObject({ exitCode: 1 });
  expect(early.stderr).toMatch(/^one: failed: `test -e good` ended with exit code 1, .*changed nothing yet/m);
  expect(early.stdout).toContain(`in ${sandbox.path('repo.worktrees/one')} for one\n$ test -e good\n`);
  await checked.shown('idle');

  await checked.turn('touch good');
  const { exitCode, stderr } = await checked.verify('one');
  expect(stderr).toMatch(/one: passed in \d/);
  expect(exitCode).toBe(0);
  await checked.shown('verified');

  const log = sandbox.path('repo/.git/worktrees/one/pane/check.log');
  expect(statSync(log).mode & 0o777).toBe(0o600);
  const { stdout } = await checked.project.pane(['logs', '--verify', 'one']);
  expect(stdout).toBe(
    `$ echo "in $PWD for $PANE_TASK"\nin ${sandbox.path('repo.worktrees/one')} for one\n$ test -e good\n`,
  );
  expect((await checked.project.pane(['wait', 'one', '--for', 'verified'])).stdout).toBe('one verified\n');
  expect(await checked.ended()).toMatchObject([{ task: 'one', outcome: 'green', exitCode: null, turn: 2 }]);
});

test('what fails, what the file has wrong, and an agent at work have their exit codes', async () => {
  await using sandbox = await Sandbox.create();
  const checked = await CheckedProject.create(sandbox, ['sh -c "echo wrong; exit 127"']);
  await checked.turn('touch work');
  expect(await checked.verify()).toMatchObject({
    exitCode: 1,
    stdout: '$ sh -c "echo wrong; exit 127"\nwrong\n',
  });
  await checked.shown('stuck', 'failed (exit code 127): wrong');
  // Of one that was made by hand nobody tells the agent.
  expect(await checked.attempts()).toMatchObject({ check: { tells: false }, red: 0, message: null });

  await checked.key('working {}');
  await checked.shown('working');
  const working = await checked.verify('one');
  expect(working).toMatchObject({ exitCode: 1, stdout: '' });
  expect(working.stderr).toContain('one: not checked: its agent is at work: it is working');

  await checked.key('idle {}');
  await checked.project.write({
    agents: toldAgents,
    tasks: [{ name: 'one', agent: 'told', verify: 'touch ran' }],
  });
  const untrusted = await checked.verify('one');
  expect(untrusted).toMatchObject({ exitCode: 4, stdout: '' });
  expect(untrusted.stderr).toContain('the commands of one are not approved');
  await checked.change(['CI=1 no-such-program --now', 'touch ran']);
  const fault = await checked.verify('one');
  expect(fault.stderr).toContain(
    "one: `verify` can't be run: no-such-program is not found, or not executable",
  );
  expect(fault.exitCode).toBe(2);
  expect(existsSync(sandbox.path('repo.worktrees/one/ran'))).toBe(false);
  await checked.shown('stuck', 'no-such-program');
});

test('what git can not tell is no result of the work, and is said', async () => {
  await using sandbox = await Sandbox.create();
  const checked = await CheckedProject.create(sandbox, 'touch ran');
  await checked.turn('touch work');
  await sandbox.write('repo/.git/worktrees/one/index', 'damaged');
  const { exitCode, stderr } = await checked.verify('one');
  expect(stderr).toMatch(/^one: it can't be checked: git can't tell what is in \/.*\/one: .*index file/m);
  expect(exitCode).toBe(2);
  await checked.shown('stuck', "it can't be checked");
  const long = (await checked.project.status(['-l'])).tasks[0];
  expect(long).toMatchObject({ state: 'unknown', message: expect.stringContaining('index file') });
});

test('a time limit, and a turn that begins, end all that a check has started', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['touch began; (trap "" HUP TERM; sleep 1000) & sleep 1000'];
  const checked = await CheckedProject.create(sandbox, { run, timeout: '1s' });
  await checked.turn('touch work');
  const late = await checked.verify('one');
  expect(late).toMatchObject({ exitCode: 1 });
  expect(late.stderr).toMatch(/one: failed: .* was ended at the time limit, after/);
  await checked.shown('stuck', 'its time was over');
  expect(await checked.processes()).toEqual([]);

  await checked.change({ run });
  await checked.sh('rm began');
  const running = sandbox.startPane(['verify', 'one'], { cwd: 'repo' });
  await eventually(() => existsSync(sandbox.path('repo.worktrees/one/began')));
  await checked.shown('verifying');
  await checked.key('working {}');
  const ended = await running.ended;
  expect(ended.stderr).toContain('one: not checked: its agent has begun a turn, which ended the check');
  expect(ended.exitCode).toBe(1);
  await checked.shown('working');
  expect((await checked.attempts())?.checking).toBeNull();

  await checked.key('idle {}');
  await checked.shown('idle');
  await checked.sh('rm began');
  const interrupted = sandbox.startPane(['verify', 'one'], { cwd: 'repo' });
  await eventually(() => existsSync(sandbox.path('repo.worktrees/one/began')));
  process.kill(interrupted.pid ?? 0, 'SIGINT');
  expect((await interrupted.ended).exitCode).toBe(130);
  expect(await checked.processes()).toEqual([]);
  expect((await checked.attempts())?.checking).toBeNull();
});

test('the work of an agent of which nobody knows when it is idle is checked by hand only', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = [{ name: 'one', agent: 'mute', verify: 'true' }];
  const agents = { mute: { command: ['sh', '-c', 'touch work; exec cat'], prompt: 'none' } };
  const checked = await CheckedProject.create(sandbox, null, { tasks, agents });
  expect(await checked.project.plan()).toEqual([
    'warning one: nobody can know when mute is idle unless it calls $PANE_REPORT: else only `pane verify` checks its work',
  ]);
  await checked.shown('running');
  expect(await checked.verify()).toMatchObject({ exitCode: 0 });
  await checked.shown('verified');
});

test('what was never checked has a way there that the file allows', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    defaults: { verify: 'true' },
    tasks: ['one', { name: 'docs', verify: false }],
  });
  await project.upDone();
  const { stderr: none } = await project.pane(['verify', 'docs']);
  expect(none).toBe('error: docs has no `verify`\nWrite `verify: COMMAND` for it into the file.\n');
  const logs = async (name: string) => (await project.pane(['logs', '--verify', name])).stderr;
  expect(await logs('one')).toBe(
    'error: the work of one was not checked yet\n`pane verify one` checks it.\n',
  );
  expect(await logs('docs')).toBe(
    'error: the work of docs was not checked yet\nWrite `verify: COMMAND` for it into the file; then `pane verify docs` checks it.\n',
  );
  await project.pane(['archive', 'one']);
  expect(await logs('one')).toBe('error: the work of one was not checked yet\n');
});

test('up without a watcher says that nobody checks', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = ['one', { name: 'two', verify: 'true', after: ['one'] }];
  const agents = { told: { command: ['stub'], reports: 'qwen' } };
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents,
    max_active: 1,
    defaults: { agent: 'told' },
    tasks,
  });
  const rests = 'only while a watcher runs; `pane up` starts it';
  const told = async (...names: string[]) => (await project.up(names)).stderr.match(/^held: .*$/gm) ?? [];
  expect(await told('one')).toEqual([]);
  expect(await told()).toEqual([`held: what is queued begins and work is checked by itself ${rests}`]);
  expect(await told('two')).toEqual([`held: work is checked by itself ${rests}`]);
});

test('with --send the agent is told of a check that failed, once', async () => {
  await using sandbox = await Sandbox.create();
  const script = `#!/bin/sh
sh "$PANE_REPORT" start </dev/null
while read -r line; do
  printf '%s\\n' "$line" >>"$PANE_ROOT/heard"
  case $line in
    work) echo '{}' | sh "$PANE_REPORT" working; touch work; echo '{}' | sh "$PANE_REPORT" idle ;;
    *'check runs again'*) echo '{}' | sh "$PANE_REPORT" working ;;
  esac
done
`;
  await sandbox.write('bin/listener', script, { mode: 0o755 });
  const once = 'printf "%s\\n" "$1" >>"$PANE_ROOT/started"; touch work';
  const agents = {
    listener: { command: ['listener'], prompt: 'none', reports: 'qwen' },
    once: { command: ['sh', '-c', once, 'once'], one_shot: true },
  };
  const verify = 'sh -c "echo it is wrong; exit 7"';
  const tasks = [
    { name: 'one', agent: 'listener', verify },
    { name: 'two', agent: 'once', prompt: 'work', verify },
  ];
  const checked = await CheckedProject.create(sandbox, null, { tasks, agents });
  await checked.key('work');
  await eventually(async () => expect(await checked.turns()).toBe(1));
  await checked.shown('idle');
  expect(await checked.verify('--send', 'one')).toMatchObject({ exitCode: 1 });
  await checked.shown('working');
  const heard = await sandbox.read('repo/heard');
  // It reads line by line, and gets one turn.
  expect(heard.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^Your work was checked with .* it is wrong All of it .* after your turn\.$/),
    '',
  ]);
  expect(await checked.attempts()).toMatchObject({ red: 1, message: { reason: 'check', state: 'sent' } });

  // What ended with its turn is started again with it, though no watcher runs.
  await checked.shown('exited', '', 'two');
  expect(await checked.verify('--send', 'two')).toMatchObject({ exitCode: 1 });
  const started = async () => await sandbox.read('repo/started');
  await eventually(async () =>
    expect(await started()).toMatch(/^work\nYour work was checked[\s\S]*it is wrong/),
  );
  await checked.shown('exited', '', 'two');
});
