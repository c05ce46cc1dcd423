/**
 * Commits between this machine and hosts: new tasks there start from the ones that this machine means, over connections that
 * may be cut; and what stands in the way is told.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shellQuote } from '../../src/shell-words.ts';
import { eventually } from '../support/eventually.ts';
import { TestHost } from '../support/host.ts';
import { HostsProject } from '../support/hosts-project.ts';

const FAR = { name: 'far', host: 'big' } as const;
const ODD = 'wip/é$(touch_x)\'"`;&|<x>!';
/** Of files in a commit. */
const NAMES = ['--upload-pack=touch owned', 'a "$(touch owned)"\n\'`touch owned`', '$IFS;&|>owned\\'];

async function headOf(it: HostsProject, task: string): Promise<string> {
  const path = it.sandbox.path('hosts/big/home/src/test-repo.worktrees', task);
  return (await it.sandbox.git('-C', path, 'rev-parse', 'HEAD')).trim();
}

function there(it: HostsProject, ...args: readonly string[]): Promise<string> {
  return it.sandbox.git('-C', it.big.clone, ...args);
}

async function here(it: HostsProject, revision: string): Promise<string> {
  return (await it.repository.git('rev-parse', revision)).trim();
}

test('new tasks of a host start from the commits that this machine means, and nothing there is moved', async () => {
  await using it = await HostsProject.create([]);
  const { repository, project, sandbox } = it;
  const old = (await there(it, 'rev-parse', 'main')).trim();
  await repository.write('only-here', 'x');
  for (const name of NAMES) await repository.write(name, `in ${name}`);
  await repository.commit('Only here');
  await repository.git('tag', '-a', 'v1', '-m', 'One');
  await repository.git('branch', ODD);
  await repository.commit('Only here too');
  const tasks = [
    FAR,
    { ...FAR, name: 'odd', branch: ODD },
    { ...FAR, name: 'tagged', base: 'v1' },
    { ...FAR, name: 'before', base: 'main~2' },
    { ...FAR, name: 'next', base: { task: 'far' }, paused: true },
    { ...FAR, name: 'lost', base: 'nowhere' },
    { name: 'near' },
  ];
  await it.write(tasks);
  await project.pane(['trust', '--yes']);
  const plan = await project.pane(['plan']);
  const main = await here(it, 'main');
  expect(plan.stdout).toContain(`new task, branch far from main (${main.slice(0, 10)})`);
  expect(plan.stderr).toContain('failed lost: on big: base nowhere names no commit in this repository');
  expect((await there(it, 'for-each-ref', 'refs/pane')).trim()).toBe('');
  const up = await project.up(['--wait=60']);
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain(
    'failed lost: on big: base nowhere names no commit in this repository: correct `base:`, or fetch it first.\n',
  );
  await sandbox.launched(5);
  const tagged = await here(it, 'v1^{commit}');
  expect(await headOf(it, 'far')).toBe(main);
  for (const name of NAMES) {
    const path = sandbox.path('hosts/big/home/src/test-repo.worktrees/far', name);
    expect(readFileSync(path, 'utf8')).toBe(`in ${name}`);
  }
  expect((await sandbox.sh('find . -name owned')).trim()).toBe('');
  expect(await headOf(it, 'odd')).toBe(tagged);
  expect(await headOf(it, 'tagged')).toBe(tagged);
  expect(await headOf(it, 'before')).toBe(old);
  // Nothing there is touched but what is `pane`'s own, and nothing is brought by the way.
  expect((await there(it, 'rev-parse', 'main')).trim()).toBe(old);
  const refs = (await there(it, 'for-each-ref', '--format=%(refname)')).trim().split('\n').sort();
  const own = refs.filter((ref) => ref.startsWith('refs/pane/'));
  expect(own.map((ref) => ref.replace(/^refs\/pane\/base\/[a-f0-9]{16}\//, '')).sort()).toEqual(
    [main, tagged, old].sort(),
  );
  expect(refs.filter((ref) => !own.includes(ref))).toEqual(
    [
      ...['before', 'far', 'main', 'tagged', ODD].map((branch) => `refs/heads/${branch}`),
      'refs/remotes/origin/HEAD',
      'refs/remotes/origin/main',
    ].sort(),
  );
  await sandbox.sh('echo y >y && git add y && git commit -qm "Of the agent"', {
    cwd: 'hosts/big/home/src/test-repo.worktrees/far',
  });
  expect((await project.pane(['diff', '--stat', 'far'])).stdout).toMatch(/^ y \| 1 \+\n 1 file changed/);
  // What is made already starts nowhere any more, whatever happens here.
  const links = () => TestHost.calls(sandbox).filter((call) => /rpc [a-f0-9]{32}$/.test(call)).length;
  expect(links()).toBe(1);
  await repository.commit('Later');
  await it.write(tasks.filter(({ name }) => name !== 'lost'));
  await project.upDone();
  expect(links()).toBe(1);
  // Where no task needs them, the refs go.
  await it.write([FAR]);
  await project.pane(['up', '--once', '--yes']);
  for (const path of (await there(it, 'worktree', 'list', '--porcelain')).matchAll(
    /^worktree (.*\/\.archive\/.*)$/gm,
  ))
    await there(it, 'worktree', 'remove', '--force', '--force', path[1] ?? '');
  await project.upDone();
  expect((await there(it, 'for-each-ref', '--format=%(objectname)', 'refs/pane')).trim()).toBe(main);
});

test('a connection that is cut on the way leaves nothing half, and what was asked is carried out', async () => {
  await using it = await HostsProject.create([]);
  const { repository, project, big } = it;
  const cuts = [0, 1, 200, 60_000, Math.floor(Math.random() * 100_000)];
  await it.write([FAR]);
  await project.pane(['trust', '--yes']);
  const names: string[] = [];
  for (const [index, bytes] of cuts.entries()) {
    await repository.write('large', randomBytes(100_000));
    await repository.commit(`Large ${bytes}`);
    const name = `far-${index}`;
    names.push(name);
    await it.write(names.map((each) => ({ ...FAR, name: each })));
    await big.becomes(index % 2 === 0 ? `to git ${bytes}` : `of git ${bytes}`);
    const up = await project.up(['--wait=60']);
    const progress = /^(\[\d\/\d\] big: .*\n)*$/;
    expect({ bytes, ...up }).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(progress) });
    expect(await headOf(it, name)).toBe(await here(it, 'main'));
  }
  expect(await there(it, 'fsck', '--connectivity-only', '--no-dangling')).toBe('');
  // What was cut off takes no room, once the one that it was sent to has seen that.
  await eventually(
    async () => (await it.sandbox.sh(`find '${big.clone}/.git/objects' -name 'tmp_*'`)) === '',
  );
  await it.sandbox.launched(names.length);
});

test('what stands in the way is told for the tasks that it concerns, and everything else goes on', async () => {
  await using it = await HostsProject.create([]);
  const { repository, project, sandbox, big } = it;
  await there(it, 'switch', '-qc', 'taken');
  await there(it, 'commit', '-q', '--allow-empty', '-m', 'Only there');
  await there(it, 'branch', 'ahead');
  await there(it, 'switch', '-q', 'main');
  const taken = await there(it, 'rev-parse', 'taken');
  await repository.git('branch', 'ahead');
  await repository.commit('Only here');
  await repository.git('branch', 'taken');
  const tasks = [FAR, { ...FAR, name: 'ahead' }, { ...FAR, name: 'taken' }];
  await it.write(tasks);
  await project.pane(['trust', '--yes']);
  for (const command of [['plan'], ['up', '--once', '--wait=60']]) {
    const { exitCode, stderr } = await project.pane(command);
    expect({ command, exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain(
      `taken: on big: branch taken is at ${taken.slice(0, 10)} on big, without what it has here`,
    );
  }
  expect(await there(it, 'rev-parse', 'taken')).toBe(taken);
  // A branch that has all that the one here has is used as it is.
  expect(await headOf(it, 'ahead')).toBe(taken.trim());
  expect(await headOf(it, 'far')).toBe(await here(it, 'main'));
  await sandbox.launched(2);
  // A clone of something else; one that is shallow there, and one that is shallow here.
  const other = await TestHost.create(sandbox, await sandbox.repository('other'), 'other');
  const flat = await TestHost.create(sandbox, repository, 'flat');
  await sandbox.sh(
    `rm -rf '${flat.clone}' && git clone -q --depth 1 'file://${repository.path}' '${flat.clone}'`,
  );
  await repository.commit('Later');
  await it.write([...tasks, { name: 'strange', host: 'other' }, { name: 'level', host: 'flat' }], {
    hosts: { big: big.entry, other: other.entry, flat: flat.entry },
  });
  const up = await project.up(['--wait=60']);
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain(`strange: on other: the clone at ${other.clone} has another history`);
  expect(existsSync(sandbox.path('hosts/other/home/src/test-repo.worktrees'))).toBe(false);
  const level = sandbox.path('hosts/flat/home/src/test-repo.worktrees/level');
  expect((await sandbox.git('-C', level, 'rev-parse', 'HEAD')).trim()).toBe(await here(it, 'main'));
  await sandbox.launched(3);
  await repository.commit('Not in the clone of big');
  await repository.commit('Nor this');
  await repository.write('.git/shallow', `${await here(it, 'main')}\n`);
  await it.write([...tasks, { ...FAR, name: 'late' }]);
  const shallow = await project.up(['--wait=60']);
  expect(shallow.stderr).toContain(
    'late: on big: this clone is shallow, and big lacks commits that it begins with: run `git fetch --unshallow` here',
  );
});

test('fetch brings commits here, and moves a branch only where nothing is lost by it', async () => {
  await using it = await HostsProject.create([{ ...FAR, branch: ODD }, { name: 'near' }]);
  const { repository, project, sandbox, big } = it;
  const quoted = shellQuote(`refs/pane/big/${ODD}`);
  const small = await TestHost.create(sandbox, repository, 'small');
  const hosts = { hosts: { big: big.entry, small: small.entry } };
  const tasks = [{ ...FAR, branch: ODD }, { name: 'near' }, { name: 'low', host: 'small' }];
  await it.write(tasks, hosts);
  await project.upDone();
  const agent = (host: string, task: string, script: string) =>
    sandbox.sh(script, { cwd: `hosts/${host}/home/src/test-repo.worktrees/${task}` });
  const commit = 'git add . && git commit -qm "By the agent"';
  await agent(
    'big',
    'far',
    `head -c 100000 /dev/urandom >a && ${commit} && echo b >b && ${commit}; echo c >'c d'`,
  );
  await agent('small', 'low', `echo a >a && ${commit}`);
  const first = await project.pane(['fetch']);
  expect(first).toMatchObject({
    exitCode: 0,
    stdout: `far: 2 commits from big; branch ${ODD} is new here\nlow: 1 commit from small; branch low is new here\n`,
    stderr: 'warning far on big: 1 uncommitted change stays there\n',
  });
  const far = await headOf(it, 'far');
  expect(await here(it, `refs/heads/${ODD}`)).toBe(far);
  expect(await here(it, `refs/pane/big/${ODD}`)).toBe(far);
  // Cut on the way it is asked for again; one that can't be reached costs the other nothing.
  await small.becomes('down');
  for (const mode of ['of git 0', 'of git 30', 'of git 40000', 'to git 0', 'to git 80'] as const) {
    await agent('big', 'far', `head -c 60000 /dev/urandom >a && ${commit}`);
    await big.becomes(mode);
    const { exitCode, stdout, stderr } = await project.pane(['fetch']);
    const now = await headOf(it, 'far');
    expect({ mode, exitCode, stdout, stderr }).toMatchObject({
      exitCode: 1,
      stdout: `far: 1 commit from big; branch ${ODD} is at ${now.slice(0, 10)} now\n`,
      stderr: expect.stringContaining('could not reach small'),
    });
    expect(await here(it, `refs/heads/${ODD}`)).toBe(now);
  }
  await small.becomes('up');
  expect(await repository.git('fsck', '--connectivity-only', '--no-dangling')).toBe('');
  expect(await sandbox.sh("find repo/.git/objects -name 'tmp_*'")).toBe('');
  expect((await project.pane(['fetch', 'low', 'near'])).stdout).toBe(
    'low: nothing new on small\nnear: is on this machine, and so are its commits\n',
  );
  // Checked out here, with commits of its own, ahead; and rewritten there.
  await repository.git('switch', '-q', ODD);
  await agent('big', 'far', `echo d >d && ${commit}`);
  const held = await project.pane(['fetch', 'far']);
  expect(held.exitCode).toBe(0);
  expect(held.stdout).toBe(
    `far: 1 commit from big, in refs/pane/big/${ODD}; branch ${ODD} is checked out at ${repository.path}: run \`git merge --ff-only ${quoted}\` there\n`,
  );
  await repository.git('merge', '-q', '--ff-only', `refs/pane/big/${ODD}`);
  await repository.git('commit', '-q', '--allow-empty', '-m', 'Of the user');
  await repository.git('switch', '-q', 'main');
  const own = await here(it, `refs/heads/${ODD}`);
  expect((await project.pane(['fetch', 'far'])).stdout).toContain(`branch ${ODD} here has it all, and more`);
  await agent('big', 'far', 'git commit -q --amend -m "Written anew"');
  const diverged = JSON.parse((await project.pane(['fetch', 'far', '--json'])).stdout);
  expect(diverged).toEqual({
    tasks: [
      {
        task: 'far',
        host: 'big',
        branch: ODD,
        ref: `refs/pane/big/${ODD}`,
        commit: await headOf(it, 'far'),
        commits: 1,
        local: 'diverged',
        next: expect.stringContaining(`\`git merge ${quoted}\``),
        changed: 0,
        detached: null,
        error: null,
      },
    ],
    hosts: [{ name: 'big', error: null }],
  });
  expect(await here(it, `refs/heads/${ODD}`)).toBe(own);
  // What was fetched stays when its task is archived.
  expect((await project.pane(['archive', 'far'])).exitCode).toBe(0);
  expect(await here(it, `refs/pane/big/${ODD}`)).toBe(diverged.tasks[0].commit);
  for (const call of TestHost.calls(sandbox))
    expect(call).toMatch(/ -- (big|small) (\S*pane) rpc( [a-f0-9]{32})?$/);
  expect(existsSync(sandbox.path('touch_x'))).toBe(false);
  expect((await project.pane(['fetch', 'nobody'])).exitCode).toBe(2);
});
