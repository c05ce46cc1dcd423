/**
 * Archive and restore, whatever is in the worktree: identical byte for byte, and git goes on with what was
 * in progress.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { snapshotTree, snapshotWorktree } from '../support/snapshot.ts';

const FILES = {
  '.gitignore': '.env\n/build/\n',
  'README.md': 'start\n',
  'run.sh': '#!/bin/sh\n',
  'src/a.txt': 'a\n',
  'docs/b.txt': 'b\n',
};

const commit = (text: string) => `printf '${text}\\n' > README.md && git commit -qam '${text}'`;

/** By task: what its user has left in the worktree. Commands that stop at a conflict fail. */
const STATES: Readonly<Record<string, string>> = {
  files: `
    printf 'staged\\n' > staged.txt && git add staged.txt && printf 'more\\n' >> staged.txt
    printf 'unstaged\\n' > src/a.txt
    git rm -q --cached docs/b.txt
    printf 'untracked\\n' > 'we ird
name.txt'
    printf 'secret\\n' > .env && chmod 600 .env
    mkdir build && printf 'out\\n' > build/out
    chmod 755 run.sh && printf 'x' > own.sh && chmod 4751 own.sh
    ln -s src/a.txt link && ln -s /nowhere/at/all dangling
    mkdir -p empty/deeper && chmod 700 empty
    git init -q nested && printf 'n\\n' > nested/n.txt && git -C nested add . && git -C nested commit -qm nested
    git update-index --assume-unchanged run.sh
    git stash list`,
  merge: `git checkout -q -b other && ${commit('theirs')} && git checkout -q merge && ${commit('ours')}
    ! git merge other && git diff --name-only --diff-filter=U | grep -q README.md`,
  rebase: `git checkout -q -b onto && ${commit('base')} && git checkout -q rebase && ${commit('mine')}
    ! git rebase onto && test -d "$(git rev-parse --git-path rebase-merge)"`,
  pick: `git checkout -q -b source && ${commit('one')} && ${commit('two')} && git checkout -q pick && ${commit('own')}
    ! git cherry-pick source~1 source && git rev-parse -q --verify CHERRY_PICK_HEAD`,
  am: `${commit('sent')} && git format-patch -q -1 --stdout > ../mail && git reset -q --hard HEAD~1 && ${commit('kept')}
    ! git am -q ../mail && test -d "$(git rev-parse --git-path rebase-apply)"`,
  bisect: `for i in 1 2 3 4 5; do git commit -q --allow-empty -m "c$i"; done; git bisect start && git bisect bad && git bisect good HEAD~4`,
  sub: `git submodule --quiet update --init && printf 'dirty\\n' > lib/l.txt && printf 'u\\n' > lib/untracked
    git -C lib checkout -q -b work && git -C lib commit -qam work`,
  sparse: `git sparse-checkout set --cone src && test ! -e docs && printf 'changed\\n' > src/a.txt`,
};

/** Each says that git went on with what was in progress, by its exit code. */
const CONTINUED: Readonly<Record<string, string>> = {
  files: 'git stash -q && git stash pop -q --index',
  merge:
    'git add . && git -c core.editor=true merge --continue && test "$(git log -1 --format=%P | wc -w)" = 2',
  rebase: `git add . && git -c core.editor=true rebase --continue && test "$(git symbolic-ref --short HEAD)" = rebase`,
  pick: 'git add . && ! git -c core.editor=true cherry-pick --continue && git cherry-pick --abort',
  am: 'git am --skip && test "$(git log -1 --format=%s)" = kept',
  bisect: 'git bisect good && git bisect reset && test "$(git symbolic-ref --short HEAD)" = bisect',
  sub: 'git -C lib status && git -C lib commit -q --allow-empty -m more && git submodule status',
  sparse: 'git sparse-checkout list | grep -q src && git sparse-checkout disable && test -e docs/b.txt',
};

const names = Object.keys(STATES);

/** A submodule's link is written at each move. */
function timeless(tree: readonly string[] = []): string[] {
  return tree.map((line) => (line.startsWith('lib/.git:') ? line.replace(/ [\d.]+$/, '') : line));
}

async function begin(sandbox: Sandbox): Promise<Project> {
  const library = await sandbox.repository('library', { files: { 'l.txt': 'l\n' } });
  const project = await Project.create(
    sandbox,
    names.map((name) => ({ name })),
    FILES,
  );
  // Sparse checkout belongs to one worktree only with this; the user's own choice, never ours.
  await project.repository.git('config', 'extensions.worktreeConfig', 'true');
  await project.repository.git('submodule', '--quiet', 'add', library.path, 'lib');
  await project.repository.commit('Add a submodule');
  await project.up();
  for (const [name, script] of Object.entries(STATES)) {
    await sandbox.sh(`set -e\n${script}`, { cwd: `p.worktrees/${name}` });
  }
  return project;
}

test('each worktree comes back byte for byte, after prune and gc, and git goes on in it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await begin(sandbox);
  const snapshots = async () =>
    await Promise.all(names.map(async (name) => await snapshotWorktree(sandbox, project.worktree(name))));
  const before = await snapshots();
  const file = readFileSync(project.file, 'utf8');

  const said = await project.pane(['archive', ...names]);
  expect(said).toMatchObject({ exitCode: 0 });
  for (const name of ['rebase', 'am', 'bisect']) {
    expect(said.stderr).toContain(`${name}: git still counts branch ${name} as checked out there`);
  }
  const archives = await project.archived();
  expect(archives.map(({ task }) => task).sort()).toEqual([...names].sort());
  for (const { task, path } of archives) {
    const was = before[names.indexOf(task)];
    // A submodule's link is relative, and so another one at another depth.
    const others = (tree: readonly string[] = []) => tree.filter((line) => !line.startsWith('lib/.git:'));
    expect([task, ...others(snapshotTree(path))]).toEqual([task, ...others(was?.tree)]);
    const status = await sandbox.git('-C', path, 'status', '--porcelain=v2', '--ignored');
    expect([task, status]).toEqual([task, was?.status.replace(/^# .*\n?/gm, '')]);
  }
  await expect(project.windows()).resolves.toEqual([]);

  // The branch is the user's again, where git does not hold it for what is in progress.
  for (const name of ['files', 'merge', 'pick', 'sub', 'sparse']) {
    await project.repository.git('checkout', '--quiet', name);
  }
  for (const name of ['rebase', 'am', 'bisect']) {
    await expect(project.repository.git('checkout', '--quiet', name)).rejects.toThrow(/already|checked out/);
  }
  await project.repository.git('checkout', '--quiet', 'main');
  await project.repository.git('worktree', 'prune', '--expire=now');
  await project.repository.git('gc', '--quiet', '--prune=now');

  for (const name of names) await project.done('restore', name);
  const after = await snapshots();
  for (const [index, name] of names.entries()) {
    const [was, is] = [before[index], after[index]];
    expect([name, timeless(is?.tree), is?.admin, is?.status]).toEqual([
      name,
      timeless(was?.tree),
      was?.admin,
      was?.status,
    ]);
    expect([name, is?.log.slice(0, was?.log.length)]).toEqual([name, was?.log]);
  }
  expect(readFileSync(project.file, 'utf8')).toBe(file);
  expect(await project.repository.git('fsck', '--no-dangling')).toBe('');
  for (const [name, script] of Object.entries(CONTINUED)) {
    await sandbox.sh(`set -e\n${script}`, { cwd: `p.worktrees/${name}` });
  }
  expect(await sandbox.sh('ls -A p.worktrees/.archive')).toBe('');
});
