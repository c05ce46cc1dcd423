/**
 * A task gets another name while its agent runs, and one that looks renamed is held.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

const marks = (sandbox: Sandbox) =>
  sandbox.tmux('list-windows', '-a', '-F', '#{window_id} #{window_name} #{@pane_task}');

test('a task that looks renamed is held by the watcher and by up, until the user says which', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['web', 'other', 'third'], '0s');
  const { file, project } = watched;
  const before = await watched.made();
  const watcher = await watched.watch();
  await sandbox.sh(`sed -i 's/name: web/name: api/' '${file}'`);

  const reason =
    'api: looks like web, renamed: run `pane rename web api`, or `pane up api` to make a new task';
  await watched.held(watcher, reason);
  expect(await watched.made()).toEqual(before);
  expect((await project.up()).stderr).toContain('looks like web, renamed');
  expect((await project.up()).stderr).toContain('looks like web, renamed');
  expect(await watched.made()).toEqual(before);
  // Another edit does not make it forget, and what fits several is not guessed.
  await sandbox.sh(`sed -i 's/Prompt of other/By hand/' '${file}'`);
  await eventually(async () => expect((await project.task('other')).drift).toEqual(['prompt']));
  expect(await watched.made()).toEqual(before);

  const windows = await marks(sandbox);
  expect(await project.pane(['rename', 'web', 'api'])).toMatchObject({ exitCode: 0 });
  expect(await marks(sandbox)).toBe(windows.replace('web web', 'api api'));
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  expect(await sandbox.read(file)).toContain('name: api, branch: web, worktree: "../repo.worktrees/web",');
  expect(await project.task('api')).toMatchObject({ state: 'running', branch: 'web', drift: [] });
  expect((await project.pane(['plan', '--exit-code'])).exitCode).toBe(0);
  expect(await sandbox.launched(3)).toHaveLength(3);
});

test('two that fit are not guessed, and a new task is one once it is named', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['web', 'one', 'two'], '0s');
  const { file, project } = watched;
  await sandbox.sh(`sed -i 's/name: web/name: api/' '${file}'`);
  expect(await project.up(['api'])).toMatchObject({ exitCode: 0 });
  expect((await watched.made()).worktrees).toEqual(['api', 'one', 'two', 'web']);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await watched.made()).worktrees).toEqual(['api', 'one', 'two']);
  // Both new ones fit the one that left.
  const two = '  - { name: x, prompt: Prompt of two }\\n  - { name: y, prompt: Prompt of two }';
  await sandbox.sh(`sed -i 's/.*name: two.*/${two}/' '${file}'`);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await watched.made()).worktrees).toEqual(['api', 'one', 'x', 'y']);
});

test('comments and layout stay, and what is not possible changes nothing', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stubAgent();
  const text = `# Mine
agents: { stub: { command: [stub] } }
defaults: { agent: stub, branch: "x/{task}" }
tasks:
  # the web
  - prompt: Web
    name: 'web' # its name

  - name: old
    branch: fixed
  - { name: gone }
`;
  const repository = await sandbox.repository('repo', { files: { 'pane.config.yaml': text } });
  const project = new TestProject(sandbox, repository.path);
  await project.upDone();
  expect(await project.pane(['archive', 'gone'])).toMatchObject({ exitCode: 0 });
  const before = await sandbox.read('repo/pane.config.yaml');
  const windows = await marks(sandbox);
  for (const [from, to, message] of [
    ['web', 'old', 'task old already exists'],
    ['web', 'OLD', 'task old already exists'],
    ['web', 'Web', 'the same name, ignoring case'],
    ['web', 'web', 'the task is named web already'],
    ['web', 'a b', 'is not a valid task name'],
    ['web', 'gone', 'an archived task is named gone'],
    ['wbe', 'new', 'no task wbe'],
  ] as const) {
    const { exitCode, stderr } = await project.pane(['rename', from, to]);
    expect([from, to, exitCode, stderr]).toEqual([from, to, 2, expect.stringContaining(message)]);
  }
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
  expect(await marks(sandbox)).toBe(windows);

  expect(await project.pane(['rename', 'web', 'api'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['rename', 'old', 'young'])).toMatchObject({ exitCode: 0 });
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(
    before
      .replace(
        "name: 'web' # its name\n",
        'name: api # its name\n    branch: x/web\n    worktree: "../repo.worktrees/web"\n',
      )
      .replace('name: old\n', 'name: young\n    worktree: "../repo.worktrees/old"\n'),
  );
  expect((await project.pane(['plan', '--exit-code'])).exitCode).toBe(0);
  // A window's end and a new one: nothing carries the old name any more.
  expect(await project.pane(['restart', 'api'])).toMatchObject({ exitCode: 0 });
  await sandbox.launched(4);
  expect(await marks(sandbox)).toContain('api api');
});

test('a rename that is killed before any of its steps is finished by up', { timeout: 300_000 }, async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['web', 'other'], '0s');
  const { project } = watched;
  const before = await watched.made();
  let [from, to] = ['web', 'api'];
  for (let step = 1; ; step += 1) {
    const { ran, lastStep } = await killPaneAt(sandbox, step, ['rename', from, to], { cwd: 'repo' });
    if (ran.signal === null) break;
    expect([lastStep, await project.up()]).toEqual([lastStep, expect.objectContaining({ exitCode: 0 })]);
    const { tasks, archived } = await project.status();
    const names = tasks.map(({ name }) => name);
    expect([lastStep, names.includes(from) || names.includes(to)]).toEqual([lastStep, true]);
    expect([lastStep, (await watched.made()).worktrees]).toEqual([lastStep, before.worktrees]);
    expect([lastStep, archived]).toEqual([lastStep, []]);
    expect([
      lastStep,
      (await marks(sandbox)).includes(names.includes(to) ? `${to} ${to}` : `${from} ${from}`),
    ]).toEqual([lastStep, true]);
    expect([lastStep, (await project.pane(['plan', '--exit-code'])).exitCode]).toEqual([lastStep, 0]);
    if (names.includes(to)) [from, to] = [to, from === 'web' ? 'api2' : 'web'];
  }
  expect(await sandbox.launched(2)).toHaveLength(2);
});

test('a file that git has keeps what is held, through a rename', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['web', 'other', 'third'], '0s');
  const { file, project, repository } = watched;
  const watcher = await watched.watch();
  await sandbox.write(file, fileOf(['web', 'other', 'third', 'mine'], '0s'));
  await eventually(async () => expect((await watched.made()).worktrees).toContain('mine'));
  await repository.git('stash', '--quiet');
  await watched.held(watcher, 'mine: removed from the file by git');
  expect(await project.pane(['rename', 'web', 'api'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect((await watched.holding()).join('\n')).toContain('mine: removed'));
  await eventually(async () => expect((await project.task('api')).state).toBe('running'));
  expect(await watched.made()).toEqual({
    windows: ['api', 'mine', 'other', 'third'],
    worktrees: ['mine', 'other', 'third', 'web'],
  });
});

test('its branch is renamed too where nobody else knows it, also after a kill', {
  timeout: 300_000,
}, async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['web', 'other'], '0s');
  const { project, repository } = watched;
  const branches = async () =>
    (await repository.git('branch', '--format=%(refname:short)')).trim().split('\n');
  await repository.git('update-ref', 'refs/remotes/origin/other', 'HEAD');
  await repository.git('branch', 'taken/x');
  for (const [from, to, message] of [
    ['other', 'new', 'a remote has it'],
    ['web', 'taken', 'taken/x is in the way'],
  ] as const) {
    const { exitCode, stderr } = await project.pane(['rename', from, to, '--branch']);
    expect([to, exitCode, stderr]).toEqual([to, 2, expect.stringContaining(message)]);
  }
  expect(await branches()).toEqual(['main', 'other', 'taken/x', 'web']);

  let [from, to] = ['web', 'api'];
  for (let step = 1; ; step += 1) {
    const { ran, lastStep } = await killPaneAt(sandbox, step, ['rename', from, to, '--branch'], {
      cwd: 'repo',
    });
    if (ran.signal === null) break;
    expect([lastStep, await project.up()]).toEqual([lastStep, expect.objectContaining({ exitCode: 0 })]);
    const { tasks } = await project.status();
    const task = tasks.find(({ name }) => name === to) ?? tasks.find(({ name }) => name === from);
    const name = task?.name ?? '';
    expect([lastStep, await branches()]).toEqual([lastStep, ['main', 'other', 'taken/x', name].sort()]);
    expect([lastStep, task?.branch]).toEqual([lastStep, name]);
    expect([lastStep, (await project.pane(['plan', '--exit-code'])).exitCode]).toEqual([lastStep, 0]);
    if (name === to) [from, to] = [to, from === 'web' ? 'api2' : 'web'];
  }
  expect(await sandbox.read('repo/pane.config.yaml')).not.toContain('branch:');
});

test('tasks that wait for it, or start from it, name it by its new name, in both files', async () => {
  await using sandbox = await Sandbox.create();
  const text = (name: string) =>
    `agents: { stub: { command: [stub] } }\ndefaults: { agent: stub }\ntasks:\n  - name: ${name}\n  - { name: b, after: [${name}] }\n`;
  const local = (name: string) => `tasks:\n  - name: c\n    base: { task: ${name} } # its branch\n`;
  await sandbox.stubAgent();
  const repository = await sandbox.repository('repo', { files: { 'pane.config.yaml': text('web') } });
  await repository.write('pane.config.local.yaml', local('web'));
  const project = new TestProject(sandbox, repository.path);
  await project.upDone();
  expect(await project.states()).toEqual({ web: 'running', b: 'queued', c: 'queued' });
  const { exitCode, stderr } = await project.pane(['rename', 'web', 'api']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(
    text('api').replace('name: api\n', 'name: api\n    branch: web\n    worktree: "../repo.worktrees/web"\n'),
  );
  expect(await sandbox.read('repo/pane.config.local.yaml')).toBe(local('api'));
  expect(await project.task('c')).toMatchObject({ state: 'queued', queue: { blockedBy: ['api'] } });
});
