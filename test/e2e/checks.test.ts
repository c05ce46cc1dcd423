/**
 * Checks that the watcher begins.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CheckedProject } from '../support/checked.ts';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a task is checked after each turn that changed something: green, red, and green again', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['printf x >>"$PANE_ROOT/checks"', 'test ! -e bad'];
  const checked = await CheckedProject.create(sandbox, { run, settle: '0s', retries: 0 });
  const checks = async () => (await sandbox.sh('cat repo/checks 2>/dev/null || true')).length;
  await checked.watch();

  await checked.turn('true');
  await checked.shown('stuck', 'nothing changed');
  expect(await checks()).toBe(0);

  await checked.turn('touch work');
  await checked.shown('verified');
  expect(await checks()).toBe(1);

  // What is as it was checked needs no second check.
  await checked.turn('true');
  await eventually(async () => expect(await checked.attempts()).toMatchObject({ check: { turn: 3 } }));
  await checked.shown('verified');
  expect(await checks()).toBe(1);

  await checked.turn('touch bad');
  await checked.shown('stuck', 'test ! -e bad failed (exit code 1)');
  await checked.turn('rm bad; echo more >work; git add work; git commit -qm Work');
  await checked.shown('verified');
  expect(await checks()).toBe(3);
  const long = async () => (await checked.project.status(['-l'])).tasks[0];
  expect(await long()).toMatchObject({ state: 'verified', message: null });
  await checked.sh('echo by hand >>work');
  expect(await long()).toMatchObject({ state: 'verified', message: 'changed since' });
  await checked.shown('verified');
  const outcomes = (await checked.ended()).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['unchanged', 'green', 'green', 'red', 'green']);
});

test('an agent that reports by itself, though nothing in the file says so, is checked like any other', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = [{ name: 'one', agent: 'own', verify: { run: ['test ! -e bad'], settle: '0s', retries: 0 } }];
  const agents = { own: { command: ['told'], prompt: 'none' } };
  const checked = await CheckedProject.create(sandbox, null, { tasks, agents });
  await checked.watch();
  await checked.turn('touch bad');
  await checked.shown('stuck', 'test ! -e bad failed (exit code 1)');
  await checked.turn('rm bad; touch work');
  await checked.shown('verified');
});

test('another `verify` in the file makes a result stale and is no drift; wait and notify tell what comes of it', async () => {
  await using sandbox = await Sandbox.create();
  const script = '#!/bin/sh\necho "$PANE_STATE" >>"$PANE_SANDBOX/notes"\n';
  const notify = [await sandbox.write('bin/note', script, { mode: 0o755 })];
  const verify = (run: string) => ({ run: [run], settle: '0s', retries: 0 });
  const checked = await CheckedProject.create(sandbox, verify('test -e work'), { notify });
  const { project } = checked;
  await checked.watch();
  await checked.turn('touch work');
  const wait = ['wait', 'one', '--for', 'verified,stuck', '--timeout', '20'];
  expect(await project.pane(wait)).toMatchObject({ exitCode: 0 });
  const before = await project.task('one');
  expect(before).toMatchObject({ state: 'verified', drift: [] });
  await checked.change(verify('test -e more'), { notify });
  await checked.shown('stuck', 'test -e more failed (exit code 1)');
  expect(await project.pane(wait)).toMatchObject({ exitCode: 0 });
  expect(await project.task('one')).toMatchObject({ drift: [], window: before.window, turns: 1 });
  const notes = async () => (await sandbox.read('notes')).split('\n');
  await eventually(async () => expect(await notes()).toEqual(expect.arrayContaining(['verified', 'stuck'])));
  // Who turns it off has nothing checked any more.
  await checked.change(false, { notify });
  await checked.shown('idle');
});

test('what setup brought is no work; a program that is not there is the fault of the file', async () => {
  await using sandbox = await Sandbox.create();
  const task = { name: 'one', agent: 'told', setup: ['echo generated >generated'] };
  const checked = await CheckedProject.create(sandbox, null, { tasks: [task] });
  // It may come into the file when the agent runs.
  await checked.change(null, { tasks: [{ ...task, verify: { run: ['./check --all'], settle: '0s' } }] });
  await checked.watch();
  await checked.turn('true');
  await checked.shown('stuck', 'nothing changed');
  await checked.turn('rm generated');
  await checked.shown('stuck', "`verify` can't be run: ./check is not found, or not executable");
  expect(await checked.attempts()).toMatchObject({ red: 0, message: null });
  // With another `verify` the result no longer counts.
  await checked.change(null, { tasks: [{ ...task, verify: { run: ['true'], settle: '0s' } }] });
  await checked.shown('verified');
});

test('a program that is there by now is run, though the worktree is as it was when it was not', async () => {
  await using sandbox = await Sandbox.create();
  const checked = await CheckedProject.create(sandbox, { run: ['./check'], settle: '0s' });
  await sandbox.sh('echo check >>.git/info/exclude', { cwd: 'repo' });
  await checked.watch();
  await checked.turn('touch work');
  await checked.shown('stuck', "`verify` can't be run: ./check is not found, or not executable");
  await checked.turn("printf '#!/bin/sh\\n' >check; chmod +x check");
  await checked.shown('verified');
});

test('a turn, and a text that is sent, end a check with all that it has started', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['touch began; (trap "" HUP TERM; sleep 86018) & sleep 86018'];
  const checked = await CheckedProject.create(sandbox, { run, settle: '0s' });
  await checked.watch();
  const began = () => existsSync(sandbox.path('repo.worktrees/one/began'));
  await checked.turn('touch work');
  await eventually(began);
  await checked.shown('verifying');
  await checked.turn('rm began');
  await eventually(began);

  // What is sent is what this agent does.
  expect(await checked.project.pane(['send', 'one', '--', 'working {}'])).toMatchObject({ exitCode: 0 });
  expect(await checked.processes()).toEqual([]);
  expect(await checked.attempts()).toMatchObject({ check: null, checking: null });
  await checked.shown('working');
});

test('down and archive end a check; nothing of it is left', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['touch began; sleep 86019 & sleep 86019'];
  const checked = await CheckedProject.create(sandbox, { run, settle: '0s' });
  await checked.watch();
  const began = () => existsSync(sandbox.path('repo.worktrees/one/began'));
  await checked.turn('touch work');
  await eventually(began);
  expect(await checked.project.pane(['down', 'one'])).toMatchObject({ exitCode: 0 });
  expect(await checked.processes()).toEqual([]);
  await checked.shown('stopped');

  await checked.sh('rm began');
  expect(await checked.project.pane(['up', 'one'])).toMatchObject({ exitCode: 0 });
  await checked.key('working {}');
  await checked.turn('true');
  await eventually(began);
  expect(await checked.project.pane(['down', '--archive', 'one'])).toMatchObject({ exitCode: 0 });
  expect(await checked.processes()).toEqual([]);
});

test('a checker that is killed begins anew; a watcher that is killed does not end it', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['echo $$ >>began; until test -e go; do sleep 0.1; done'];
  const checked = await CheckedProject.create(sandbox, { run, settle: '0s' });
  const first = await checked.watch();
  const pids = async () => (await checked.sh('cat began 2>/dev/null || true')).split('\n').filter(Boolean);
  const began = async (count: number) =>
    await eventually(async () => expect(await pids()).toHaveLength(count));
  await checked.turn('touch work');
  await began(1);
  const checker = (await checked.attempts())?.checking?.process.pid ?? 0;
  process.kill(checker, 'SIGKILL');
  await began(2);
  const [former = '', now = ''] = await pids();
  const running = await checked.processes();
  // What the killed one had left at work was ended before.
  expect(running).toContain(`/proc/${now}/environ`);
  expect(running).not.toContain(`/proc/${former}/environ`);
  const second = (await checked.attempts())?.checking;
  expect(second).toMatchObject({ lost: 1 });

  process.kill(first.pid ?? 0, 'SIGKILL');
  await first.ended;
  await checked.watch();
  await checked.shown('verifying');
  expect((await checked.attempts())?.checking).toEqual(second);
  await checked.sh('touch go');
  await checked.shown('verified');
  expect((await checked.ended()).length).toBe(1);

  // Of a claim of another container nobody here can know: no other check is made beside it.
  const path = 'repo/.git/worktrees/one/pane/attempts.json';
  const lost = { process: { pid: 1, start: '1', boot: 'x', host: 'far/1' }, at: 1, turn: 1, lost: 0 };
  await sandbox.write(path, JSON.stringify({ ...(await checked.attempts()), checking: lost }));
  const wayOut = `if it is gone, remove ${sandbox.path(path)}`;
  await checked.shown('stuck', wayOut);
  const refused = { exitCode: 1, stderr: expect.stringContaining(wayOut) };
  for (const args of [
    ['verify', 'one'],
    ['send', 'one', 'go on'],
    ['down', 'one'],
  ])
    expect(await checked.project.pane(args), args[0]).toMatchObject(refused);
  await sandbox.sh(`rm ${path}`);
  await checked.shown('verified');
});

test('what ends with its turn is checked when it has ended, and its check is ended by a file that pauses it', async () => {
  await using sandbox = await Sandbox.create();
  const command = ['sh', '-c', 'touch work'];
  const agents = {
    once: { command, prompt: 'argument', one_shot: true },
    bare: { command, prompt: 'none', one_shot: true },
  };
  const verify = { run: ['touch began; until test -e go; do sleep 0.1; done'], settle: '0s' };
  const task = { name: 'one', agent: 'once', prompt: 'Work', on_exit: 'close', verify };
  // One that takes no prompt has its turn all the same, and can't be told of a check that failed.
  const bare = { name: 'two', agent: 'bare', verify: { run: ['test -e work', 'false'], settle: '0s' } };
  const checked = await CheckedProject.create(sandbox, null, { tasks: [task, bare], agents });
  await checked.watch();
  await checked.shown('stuck', 'false failed (exit code 1)', 'two');
  const began = () => existsSync(sandbox.path('repo.worktrees/one/began'));
  await eventually(began);
  await checked.shown('verifying');
  await checked.change(null, { tasks: [{ ...task, paused: true }, bare], agents });
  await eventually(async () => expect(await checked.processes()).toEqual([]));
  await checked.shown('paused');

  await checked.sh('rm began; touch go');
  await checked.change(null, { tasks: [task, bare], agents });
  await checked.shown('verified');
  expect(began()).toBe(true);
});

test('a check runs what the watcher has approved and applied, whatever git has written into the file by then', async () => {
  await using sandbox = await Sandbox.create();
  const verify = (letter: string) => ({ run: [`printf ${letter} >>"$PANE_ROOT/checks"`], settle: '0s' });
  const checked = await CheckedProject.create(sandbox, verify('a'));
  const git = (...args: string[]) => sandbox.git('-C', 'repo', ...args);
  await git('add', 'pane.config.yaml');
  await git('commit', '--quiet', '-m', 'Check with a');
  await git('checkout', '--quiet', '-b', 'other');
  await checked.change(verify('b'));
  await git('commit', '--quiet', '--all', '-m', 'Check with b');
  await git('checkout', '--quiet', '-');
  await checked.watch();
  await git('checkout', '--quiet', 'other');
  await eventually(async () => expect((await checked.project.status()).watcher?.holding).not.toEqual([]));

  for (const count of [1, 2]) {
    await checked.turn(`touch work${count}`);
    await eventually(async () => expect(await checked.ended()).toHaveLength(count));
    await eventually(async () => {
      const told = await sandbox.sh('cat .git/pane/watch/*.events', { cwd: 'repo' });
      expect(told.match(/"state":"verified"/g)).toHaveLength(count);
    });
  }
  expect(await sandbox.read('repo/checks')).toBe('aa');
});

test('a check goes on while its task gets another name', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['touch began; until test -e go; do sleep 0.1; done'];
  const checked = await CheckedProject.create(sandbox, { run, settle: '0s' });
  await checked.watch();
  await checked.turn('touch work');
  await eventually(() => existsSync(sandbox.path('repo.worktrees/one/began')));
  expect(await checked.project.pane(['rename', 'one', 'other'])).toMatchObject({ exitCode: 0 });
  await checked.shown('verifying', '', 'other');
  await checked.sh('touch go');
  await checked.shown('verified', '', 'other');
  expect(await checked.ended()).toMatchObject([{ task: 'other', outcome: 'green' }]);
});
