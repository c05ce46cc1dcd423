/**
 * Tasks wait for their turn: `max_active`, `after` and `base: { task }`, whoever looks and whatever is killed.
 */
import { expect, test } from 'vitest';
import { takeLockIfFree } from '../../src/gate/lock.ts';
import { eventually } from '../support/eventually.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { type ProjectFile, TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { toldAgents, toldProject } from '../support/told-agent.ts';

/** Tasks that work until they are told something else, and do what `keys` tell them. */
async function projectOf(sandbox: Sandbox, file: ProjectFile): Promise<TestProject> {
  const told = { ...toldAgents.told, prompt: 'argument' };
  return await toldProject(sandbox, { agents: { told }, ...file });
}

const TOLD = { defaults: { agent: 'told' } };

async function tell(project: TestProject, task: string, line: string): Promise<void> {
  expect(await project.pane(['keys', task, '--', line, 'Enter'])).toMatchObject({ exitCode: 0 });
}

/** A turn that begins and ends well. */
async function finish(project: TestProject, task: string): Promise<void> {
  await eventually(async () => expect((await project.task(task)).state).not.toBe('setup'));
  await tell(project, task, 'working {}');
  await project.eventually({ [task]: 'working' });
  await tell(project, task, 'idle {}');
  await project.eventually({ [task]: 'idle' });
}

test('up begins as many as may be at work, says what the others wait for, and succeeds', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    max_active: 2,
    tasks: ['a', 'b', 'c', { name: 'd', after: ['a', 'z'] }],
  });
  const { exitCode, stderr } = await project.up(['--wait=60']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stderr).toContain('queued c: place 1: 2 at work, max_active is 2\n');
  expect(stderr).toContain('queued d: place 2: after a (begins first), z (no such task)\n');
  expect(stderr).toContain('held: what is queued begins only while a watcher runs; `pane up` starts it\n');
  expect(await project.states()).toEqual({ a: 'running', b: 'running', c: 'queued', d: 'queued' });
  expect(await project.task('d')).toMatchObject({
    message: 'place 2: after a (running), z (no such task)',
    queue: { place: 2, reason: 'after a (running), z (no such task)', blockedBy: ['a', 'z'] },
  });
  expect(await project.task('a')).toMatchObject({ queue: null });
  expect((await project.status()).pending).toBe(0);
  expect(await project.pane(['plan', '--exit-code'])).toMatchObject({ exitCode: 0 });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(sandbox.launches()).toHaveLength(2);
});

test('the watcher begins the next one when a turn is over, in the order of the file as it is then', async () => {
  await using sandbox = await Sandbox.create();
  const file = (...tasks: string[]) => ({
    ...TOLD,
    agents: { told: { ...toldAgents.told, prompt: 'argument' } },
    max_active: 1,
    tasks,
  });
  const project = await projectOf(sandbox, file('a', 'b', 'c'));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await project.watch();
  await project.eventually({ b: 'queued', c: 'queued' });
  await project.write(file('a', 'c', 'b'));
  await eventually(async () => expect((await project.task('c')).queue?.place).toBe(1));
  await finish(project, 'a');
  await eventually(async () => expect((await project.task('c')).window).not.toBeNull());
  expect(await project.states()).toMatchObject({ a: 'idle', b: 'queued' });
  await finish(project, 'c');
  await eventually(async () => expect((await project.task('b')).window).not.toBeNull());
});

test('several up at once begin no more than may be at work, and all succeed', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = Array.from({ length: 6 }, (_, index) => `task-${index + 1}`);
  const project = await TestProject.create(sandbox, await sandbox.repository(), { max_active: 2, tasks });
  const ran = await Promise.all([project.up(), project.up(), project.up()]);
  for (const { exitCode, stderr } of ran) expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect((await sandbox.launched(2)).map(({ env }) => env.PANE_TASK).sort()).toEqual(['task-1', 'task-2']);
  expect(Object.values(await project.states()).filter((state) => state === 'queued')).toHaveLength(4);
});

test('a watcher and up at once begin no more than may be at work, each time that a place is free', async () => {
  await using sandbox = await Sandbox.create();
  const names = ['a', 'b', 'c', 'd'];
  const project = await projectOf(sandbox, { ...TOLD, max_active: 1, tasks: names });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await project.watch();
  for (const [index, name] of names.slice(0, -1).entries()) {
    await finish(project, name);
    const ran = await Promise.all([project.up(), project.up()]);
    for (const { exitCode, stderr } of ran) expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    await eventually(async () => expect((await project.task(names[index + 1] ?? '')).window).not.toBeNull());
    const states = Object.values(await project.states());
    expect(states.filter((state) => state === 'queued')).toHaveLength(names.length - index - 2);
  }
});

test('of two that plan different tasks for the last place, the second one finds it taken', async () => {
  await using sandbox = await Sandbox.create();
  const file = (...tasks: string[]) => ({ max_active: 1, tasks });
  const project = await TestProject.create(sandbox, await sandbox.repository(), file('a', 'b'));
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  const holder = sandbox.start('cat', []);
  const lock = await takeLockIfFree(sandbox.path('repo/.git/pane/locks/repository'), holder.pid ?? 0);
  expect(lock).not.toBeNull();
  const up = () => sandbox.start(process.execPath, [builtCommand, 'up', '--once'], { cwd: 'repo' });
  const first = up();
  await eventually(() => expect(first.stderr).toContain('waiting for the repository'));
  await project.write(file('b', 'a'));
  const second = up();
  await eventually(() => expect(second.stderr).toContain('waiting for the repository'));
  await lock?.release();
  const ended = await Promise.all([first.ended, second.ended]);
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(ended.map(({ stderr }) => stderr).join('')).toContain('place 1: 1 at work, max_active is 1');
  await sandbox.launched(1);
  expect(Object.values(await project.states()).sort()).toEqual(['queued', 'running']);
});

test('one whose making was killed keeps its place, and is finished first', async () => {
  await using sandbox = await Sandbox.create();
  const file = (...tasks: string[]) => ({ max_active: 1, tasks });
  // Before its worktree, its stamp, its checkout, its window.
  for (const [index, of] of ['worktree add', 'stamp.json', 'reset --hard', 'new-session'].entries()) {
    const repository = await sandbox.repository(`repo-${index}`);
    const { path } = repository;
    const project = await TestProject.create(sandbox, repository, file('a', 'b'));
    const { ran } = await killPaneAt(sandbox, 1, ['up', '--once', '--trust'], { cwd: path, of });
    expect([of, ran.signal]).toEqual([of, 'SIGKILL']);
    expect(
      await sandbox.sh('ls -d .git/pane/making/a@* .git/worktrees/a 2>/dev/null || true', { cwd: path }),
    ).toContain('a');
    await project.write(file('b', 'a'));
    expect([of, await project.states()]).toMatchObject([of, { b: 'queued' }]);
    await project.upDone();
    expect([of, await project.states()]).toEqual([of, { b: 'queued', a: 'running' }]);
  }
  expect(sandbox.launches()).toHaveLength(4);
});

test('a question keeps its place for frees_after, and then the watcher begins the next one', async () => {
  await using sandbox = await Sandbox.create();
  const project = await projectOf(sandbox, {
    ...TOLD,
    max_active: 1,
    frees_after: '3s',
    tasks: ['a', 'b'],
  });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await project.watch();
  await tell(project, 'a', 'working {}');
  await project.eventually({ a: 'working', b: 'queued' });
  await tell(project, 'a', 'waiting {}');
  await eventually(async () => expect((await project.task('b')).window).not.toBeNull());
  const { state, since } = await project.task('a');
  expect(state).toBe('waiting');
  expect(Date.now() - Date.parse(since ?? '')).toBeGreaterThanOrEqual(3000);
});

test('a name passes over the queue and says so, and after a lost server all that were begun come back', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    max_active: 1,
    tasks: ['a', { name: 'b', prompt: 'b', after: ['a'] }, 'c'],
  });
  await project.upDone();
  const { exitCode, stderr } = await project.up(['b']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stderr).toContain('warning b: out of turn, since named by you: after a (running)\n');
  const beside = 'warning: 2 at work, max_active is 1: no other task begins until there are fewer\n';
  expect(stderr).toContain(beside);
  await sandbox.launched(2);
  const restarted = await project.pane(['restart', 'a']);
  expect(restarted).toMatchObject({ exitCode: 0 });
  expect(restarted.stderr).toContain(beside);
  await sandbox.launched(3);
  expect((await project.task('c')).message).toBe('place 1: 2 at work, max_active is 1');

  await sandbox.tmux('kill-server');
  await project.upDone();
  await sandbox.launched(5);
  expect(await project.states()).toEqual({ a: 'running', b: 'running', c: 'queued' });
});

test('add joins the queue and says its place', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    max_active: 1,
    tasks: ['a', 'b'],
  });
  await project.upDone();
  const { exitCode, stderr } = await project.pane(['add', '--name', 'c', 'Prompt of c']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stderr).toContain('queued c: place 2: 1 at work, max_active is 1\n');
  expect(sandbox.launches()).toHaveLength(1);
});

test('a task that is based on another one starts from its branch, once all is committed there', async () => {
  await using sandbox = await Sandbox.create();
  const project = await projectOf(sandbox, {
    ...TOLD,
    tasks: [
      { name: 'a', prompt: 'a', copy: ['notes'] },
      { name: 'b', prompt: 'b', base: { task: 'a' } },
    ],
  });
  // git does not ignore it, but it is none of the agent's.
  await sandbox.write('repo/notes', 'mine\n');
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await project.task('b')).message).toMatch(/^place 1: after a \(/);
  const cwd = 'repo.worktrees/a';
  await sandbox.write(`${cwd}/new.txt`, 'new\n');
  await finish(project, 'a');
  expect((await project.task('b')).message).toBe('place 1: a has changes that are not committed');
  await project.watch();
  await sandbox.sh('git add new.txt && git commit -qm new', { cwd });
  await eventually(async () => expect((await project.task('b')).window).not.toBeNull());
  expect(await sandbox.read('repo.worktrees/b/new.txt')).toBe('new\n');
  expect(await project.task('b')).toMatchObject({ base: 'a', drift: [] });
  expect(await project.pane(['rename', 'a', 'first'])).toMatchObject({ exitCode: 0 });
  expect(await project.task('b')).toMatchObject({ drift: [] });
  const file = await sandbox.read('repo/pane.config.yaml');
  const isBase = /("task": "?)first/;
  expect(file).toMatch(isBase);
  await sandbox.write('repo/pane.config.yaml', file.replace(isBase, '$1other'));
  expect(await project.task('b')).toMatchObject({ drift: ['base'] });
});

test('a task whose commands are not approved keeps nobody behind it waiting', async () => {
  await using sandbox = await Sandbox.create();
  const file = (setup: string[]) => ({
    max_active: 1,
    tasks: [{ name: 'a', setup }, 'b', 'c'],
  });
  const project = await TestProject.create(sandbox, await sandbox.repository(), file([]));
  // With nothing approved at all the queue is as it will be.
  const before = JSON.parse((await project.pane(['plan', '--json'])).stdout);
  expect(before.queue).toMatchObject({ begins: ['a'], waiting: [{ task: 'b' }, { task: 'c' }] });
  expect(before.operations[0].id).toBe('create-worktree:a');
  expect(await project.states()).toEqual({ a: 'pending', b: 'queued', c: 'queued' });
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  await project.write(file(['true']));
  // In the evening it is told as it will be: approving it changes nothing of the order.
  const night = (await project.pane(['plan', '--night'])).stdout;
  expect(night).toMatch(/^a +stub +pending +once it is approved$/m);
  expect(night).toMatch(/^b +stub +queued +1\. 1 at work, max_active is 1$/m);
  const { exitCode, stderr } = await project.pane(['up', '--once']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 4 });
  expect(stderr).toContain('untrusted a:');
  await sandbox.launched(1);
  expect(await project.states()).toEqual({ a: 'queued', b: 'running', c: 'queued' });
  expect((await project.status()).warnings.join()).toContain('a: not approved yet');
});
