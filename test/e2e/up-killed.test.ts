/**
 * A `pane up` that is killed at any point is repaired by the next one.
 */
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { killedAt } from '../support/preload.ts';
import type { Repository } from '../support/repository.ts';
import { Sandbox } from '../support/sandbox.ts';

const names = Array.from({ length: 8 }, (_, index) => `task-${index + 1}`);

/** A project `name` of eight tasks, with files to copy. */
async function projectOf(sandbox: Sandbox, name: string): Promise<Repository> {
  const repository = await sandbox.repository(name, {
    files: { '.gitignore': '.env\nnode_modules/\n', 'a/b.txt': 'text\n' },
  });
  await repository.write('.env', `OF=${name}\n`);
  for (const file of ['1', '2/3']) await repository.write(`node_modules/${file}`, file);
  const config = {
    agents: { stub: { command: ['stub'] } },
    defaults: { agent: 'stub', setup: ['cat .env node_modules/1 node_modules/2/3 a/b.txt'] },
    tasks: names.map((task) => ({ name: task, prompt: `${name} ${task}` })),
  };
  await repository.write('pane.config.yaml', JSON.stringify(config));
  return repository;
}

async function assertComplete(sandbox: Sandbox, repository: Repository) {
  const { path } = repository;
  const name = basename(path);
  const prompts = names.map((task) => `${name} ${task}`).sort();
  const launches = await eventually(() => {
    const found = sandbox.launches().filter(({ env }) => env.PANE_PROJECT === name);
    expect(found.map(({ argv }) => argv.join()).sort()).toEqual(prompts);
    return found;
  });
  expect(launches.map(({ cwd }) => cwd).sort()).toEqual(
    names.map((task) => sandbox.path(`${name}.worktrees`, task)),
  );
  const windows = await sandbox.tmux('list-windows', '-t', `=${name}`, '-F', '#{window_name}');
  expect(windows.split('\n').sort()).toEqual(names);
  const listed = await repository.git('worktree', 'list', '--porcelain');
  expect(listed.match(/^branch .*/gm)?.sort()).toEqual(
    ['main', ...names].map((branch) => `branch refs/heads/${branch}`).sort(),
  );
  expect(listed).not.toMatch(/^(locked|prunable)/m);
  const branches = await repository.git('branch', '--format=%(refname:short)');
  expect(branches.split('\n').sort()).toEqual(['main', ...names].sort());
  const trees = sandbox.path(`${name}.worktrees`);
  const seen = await sandbox.sh(
    'for task in *; do echo "$task"; cd "$task"; git status --porcelain; cat .env node_modules/1 node_modules/2/3; echo; cd ..; done',
    { cwd: trees },
  );
  expect(seen.split('\n')).toEqual(names.flatMap((task) => [task, `OF=${name}`, '12/3']));
  expect(await sandbox.sh('ls -A */ */node_modules', { cwd: trees })).not.toMatch(/pane-|tmp/);
  expect(await sandbox.sh('ls .git/pane/making', { cwd: path })).toBe('');
}

test('killed at ten points of its run and of its repair, up does the rest in the end: nothing twice, nothing left over', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stubAgent();
  const whole = await projectOf(sandbox, 'whole');
  const args = ['up', '--trust', '--once'];
  const total = await killedAt(sandbox, 0, args, { cwd: whole.path });
  await assertComplete(sandbox, whole);
  expect(total).toBeGreaterThan(100);

  for (const share of [0.05, 0.25, 0.45, 0.65, 0.85]) {
    const effect = Math.floor(share * (total ?? 0));
    const repository = await projectOf(sandbox, `killed-at-${effect}`);
    const at = { cwd: repository.path };
    expect(await killedAt(sandbox, effect, args, at)).toBeNull();
    expect(await killedAt(sandbox, Math.floor(effect / 8) + 4, args, at)).toBeNull();

    const { exitCode, stderr } = await sandbox.pane(args, at);
    expect({ exitCode, stderr, effect }).toMatchObject({ exitCode: 0 });
    await assertComplete(sandbox, repository);
    expect(await sandbox.pane(['plan', '--exit-code'], at)).toMatchObject({ exitCode: 0 });
  }
}, 300_000);
