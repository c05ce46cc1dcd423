import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type FileOrigin, readFileOrigin } from '../../../src/git/file-origin.ts';
import { createRunner } from '../../../src/process/runner.ts';
import type { Repository } from '../../support/repository.ts';
import { Sandbox } from '../../support/sandbox.ts';

/** A name that a pathspec or a pattern would take for something else. */
const NAME = ':(top)[a]*.yaml';

async function repositoryOf(sandbox: Sandbox): Promise<Repository> {
  return await sandbox.repository('repo', { files: { [`sub/${NAME}`]: 'a: 1\n', other: 'one\n' } });
}

/** What git has to do with the file's content now. */
async function originIn(sandbox: Sandbox, path: string): Promise<FileOrigin | null> {
  return await readFileOrigin(createRunner(sandbox.env), path, await sandbox.read(path));
}

test('a checkout, an edit and a staged edit are told apart', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await repositoryOf(sandbox);
  const file = `${repository.path}/sub/${NAME}`;
  expect(await originIn(sandbox, file)).toEqual({ kind: 'head' });
  await writeFile(file, 'a: 2\n');
  expect(await originIn(sandbox, file)).toBeNull();
  await repository.git('add', '.');
  expect(await originIn(sandbox, file)).toEqual({ kind: 'index' });
  await writeFile(file, 'a: 3\n');
  expect(await originIn(sandbox, file)).toBeNull();
  await repository.git('reset', '--quiet', '--hard');
  await writeFile(`${repository.path}/sub/new`, 'a: 1\n');
  expect(await originIn(sandbox, `${repository.path}/sub/new`)).toBeNull();

  // Line endings as the worktree has them are HEAD's content all the same; mixed ones are no error.
  await repository.git('config', 'core.autocrlf', 'true');
  await repository.git('config', 'core.safecrlf', 'true');
  await writeFile(file, 'a: 1\r\n');
  expect(await originIn(sandbox, file)).toEqual({ kind: 'head' });
  await writeFile(file, 'a: 1\r\nb: 1\n');
  expect(await originIn(sandbox, file)).toBeNull();

  await repository.write('.git/index.lock', '');
  expect(await originIn(sandbox, file)).toEqual({ kind: 'busy' });
});

test('a merge, a cherry-pick, a revert and a rebase that stopped are seen, for tracked files only', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await repositoryOf(sandbox);
  const { git, file } = { git: repository.git.bind(repository), file: `${repository.path}/sub/${NAME}` };
  await git('checkout', '--quiet', '-b', 'side');
  await repository.write('other', 'side\n');
  await repository.write(`sub/${NAME}`, 'a: side\n');
  await repository.commit('Side');
  await git('checkout', '--quiet', 'main');
  await repository.write('other', 'main\n');
  await repository.commit('Main');
  await repository.write('other', 'later\n');
  await repository.commit('Later');

  const stops: readonly (readonly [string, readonly string[]])[] = [
    ['merge', ['merge', 'side']],
    ['cherry-pick', ['cherry-pick', 'side']],
    ['rebase', ['rebase', 'side']],
    ['revert', ['revert', '--no-edit', 'HEAD~1']],
  ];
  for (const [operation, argv] of stops) {
    await expect(git(...argv)).rejects.toThrow(/conflict|could not/i);
    // What git merged is in the index, and HEAD is the old one; a rebase has moved on to the other's.
    const isWritten = operation === 'merge' || operation === 'cherry-pick';
    if (isWritten) expect(await originIn(sandbox, file)).toEqual({ kind: 'index' });
    await writeFile(file, 'a: edited\n');
    expect(await originIn(sandbox, file)).toEqual({ kind: 'operation', operation });
    await writeFile(`${repository.path}/untracked`, 'a: 1\n');
    expect(await originIn(sandbox, `${repository.path}/untracked`)).toBeNull();
    await git('checkout', '--', 'sub');
    await git(operation, '--abort');
  }
});

test('the worktree of the file is the one that is asked, and none where it is in none', async () => {
  await using sandbox = await Sandbox.create();
  await repositoryOf(sandbox);
  await sandbox.git('clone', '--quiet', '--bare', 'repo', 'bare.git');
  await sandbox.git('-C', 'bare.git', 'worktree', 'add', '--quiet', '../linked', 'main');
  const linked = sandbox.path(`linked/sub/${NAME}`);
  expect(await originIn(sandbox, linked)).toEqual({ kind: 'head' });
  await sandbox.write('bare.git/worktrees/linked/index.lock', '');
  expect(await originIn(sandbox, linked)).toEqual({ kind: 'busy' });

  await sandbox.write('bare.git/pane.config.yaml', 'a: 1\n');
  expect(await originIn(sandbox, sandbox.path('bare.git/pane.config.yaml'))).toBeNull();
  await sandbox.write('plain/pane.config.yaml', 'a: 1\n');
  expect(await originIn(sandbox, sandbox.path('plain/pane.config.yaml'))).toBeNull();
  await sandbox.git('init', '--quiet', 'unborn');
  await sandbox.write('unborn/pane.config.yaml', 'a: 1\n');
  expect(await originIn(sandbox, sandbox.path('unborn/pane.config.yaml'))).toBeNull();
});

test('a git that can not tell is not taken for one that has nothing to do with it', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await repositoryOf(sandbox);
  const file = `${repository.path}/sub/${NAME}`;
  await repository.git('config', 'core.repositoryFormatVersion', '99');
  await expect(originIn(sandbox, file)).rejects.toThrow(/repo version/);
  await repository.write('.git/config', '[core]\n\trepositoryformatversion = 0\n');
  const tree = await repository.git('rev-parse', 'HEAD^{tree}');
  await sandbox.sh(`rm -f .git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`, { cwd: repository.path });
  await expect(originIn(sandbox, file)).rejects.toThrow(/not a tree object|bad tree/i);
});
