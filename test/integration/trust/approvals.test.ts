import { chmod, chown, lstat, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { type ProjectId, parseProjectId } from '../../../src/ids.ts';
import { approvalsPath, loadApprovals, saveApprovals } from '../../../src/trust/approvals.ts';
import { approve, nothingApproved } from '../../../src/trust/approve.ts';
import { loadFacts } from '../../../src/trust/facts.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { config, task, taskName } from '../../support/trust.ts';

function projectId(): ProjectId {
  const id = parseProjectId('0123456789abcdef');
  if (id === null) throw new Error('not a project id');
  return id;
}

const project = projectId();
const approvals = approve(nothingApproved, [
  { task: null, kind: 'env_pass', value: 'A' },
  { task: taskName('a'), kind: 'command', value: 'é\n"\u0000' },
]);

async function stored(sandbox: Sandbox): Promise<string> {
  await saveApprovals(sandbox.env, project, approvals);
  return approvalsPath(sandbox.env, project) ?? '';
}

test('what is saved is loaded, and nobody else can read it', async () => {
  await using sandbox = await Sandbox.create();
  const path = await stored(sandbox);
  expect(path).toBe(sandbox.path(`home/.local/state/pane/trust/${project}.json`));
  expect(loadApprovals(sandbox.env, project)).toEqual({ approvals, warning: null });
  expect((await lstat(path)).mode & 0o777).toBe(0o600);
  expect((await lstat(dirname(path))).mode & 0o777).toBe(0o700);
  expect(await readdir(dirname(path))).toEqual([`${project}.json`]);
});

test('what was readable by all is not after saving again', async () => {
  await using sandbox = await Sandbox.create();
  const path = await stored(sandbox);
  await chmod(path, 0o644);
  await stored(sandbox);
  expect((await lstat(path)).mode & 0o777).toBe(0o600);
});

test('without a store nothing is approved, and that is no news', async () => {
  await using sandbox = await Sandbox.create();
  const nothing = { approvals: nothingApproved, warning: null };
  expect(loadApprovals(sandbox.env, project)).toEqual(nothing);
  expect(loadApprovals({}, project)).toEqual(nothing);
  await expect(saveApprovals({}, project, approvals)).rejects.toThrow('nowhere to store approvals');
});

test('where the store lies', () => {
  const path = (env: Record<string, string>) => approvalsPath(env, project);
  expect(path({ HOME: '/h' })).toBe(`/h/.local/state/pane/trust/${project}.json`);
  expect(path({ HOME: '/h', XDG_STATE_HOME: '/s' })).toBe(`/s/pane/trust/${project}.json`);
  expect(path({ HOME: '/h', XDG_STATE_HOME: 'relative' })).toBe(`/h/.local/state/pane/trust/${project}.json`);
  expect(path({ HOME: '' })).toBe(null);
});

test.each([
  ['garbage', 'nonsense'],
  ['half a file', '{"version": 1, "approved": [{"kind": "comm'],
  ['another version', '{"version": 2, "approved": [], "last": []}'],
  ['an unknown kind', '{"version": 1, "approved": [{"kind": "x", "value": ""}], "last": []}'],
  [
    'an impossible task',
    '{"version": 1, "approved": [], "last": [{"task": "/", "kind": "env", "value": ""}]}',
  ],
  ['nothing', ''],
])('a store with %s approves nothing, and is replaced by approving', async (_, text) => {
  await using sandbox = await Sandbox.create();
  const path = await stored(sandbox);
  await sandbox.write(path, text, { mode: 0o600 });
  const loaded = loadApprovals(sandbox.env, project);
  expect(loaded).toEqual({ approvals: nothingApproved, warning: expect.stringContaining('is damaged') });
  await stored(sandbox);
  expect(loadApprovals(sandbox.env, project)).toEqual({ approvals, warning: null });
});

test('a directory in its place approves nothing', async () => {
  await using sandbox = await Sandbox.create();
  await mkdir(approvalsPath(sandbox.env, project) ?? '', { recursive: true, mode: 0o700 });
  const { approvals: loaded, warning } = loadApprovals(sandbox.env, project);
  expect([loaded, warning]).toEqual([
    nothingApproved,
    expect.stringContaining('could not read the approvals'),
  ]);
  await expect(stored(sandbox)).rejects.toMatchObject({ code: 'failed' });
});

test.each([0o620, 0o602])('a file that others can write (%o) approves nothing', async (mode) => {
  await using sandbox = await Sandbox.create();
  await chmod(await stored(sandbox), mode);
  const { approvals: loaded, warning } = loadApprovals(sandbox.env, project);
  expect([loaded, warning]).toEqual([
    nothingApproved,
    expect.stringContaining('can be written by other users'),
  ]);
});

test('a folder that others can write approves nothing and takes nothing', async () => {
  await using sandbox = await Sandbox.create();
  const folder = dirname(await stored(sandbox));
  await chmod(folder, 0o777);
  expect(loadApprovals(sandbox.env, project).approvals).toEqual(nothingApproved);
  await expect(stored(sandbox)).rejects.toMatchObject({
    hint: `Run \`chmod 700 ${folder}\` if it is yours.`,
  });
});

// Only root can give a file away; for others there is nothing to try.
test('a file of another user approves nothing', async () => {
  await using sandbox = await Sandbox.create();
  const path = await stored(sandbox);
  const isRoot = userInfo().uid === 0;
  if (isRoot) await chown(path, 65_534, 65_534);
  const { warning } = loadApprovals(sandbox.env, project);
  expect(warning).toEqual(isRoot ? expect.stringContaining('belongs to another user') : null);
});

test('facts: the patterns of .worktreeinclude, and where prompt files really are', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  await repository.write('.worktreeinclude', '# mine\n*.key\n');
  await sandbox.write('secret', 's');
  const [linked, missing] = [`${repository.path}/p.md`, `${repository.path}/q.md`];
  await symlink(sandbox.path('secret'), linked);
  const tasks = [task('a', { promptFile: linked }), task('b', { promptFile: missing }), task('c', {})];
  expect(loadFacts(config({ tasks }), repository.path)).toEqual({
    root: await realpath(repository.path),
    include: ['*.key'],
    promptFiles: new Map([
      [linked, sandbox.path('secret')],
      [missing, missing],
    ]),
  });
  expect(loadFacts(config({}), null)).toEqual({ root: null, include: [], promptFiles: new Map() });
});
