import { realpathSync } from 'node:fs';
import { expect, test } from 'vitest';
import { locate } from '../../../src/git/locate.ts';
import { Sandbox } from '../../support/sandbox.ts';

/** What git says of a place. */
async function asked(sandbox: Sandbox, cwd: string) {
  const ask = (what: string) => sandbox.output('git', ['rev-parse', '--path-format=absolute', what], { cwd });
  const common = realpathSync(await ask('--git-common-dir'));
  const inside = (await sandbox.output('git', ['rev-parse', '--is-inside-work-tree'], { cwd })) === 'true';
  return { common, top: inside ? await ask('--show-toplevel') : null };
}

test('a repository is where git says, or it is left to git', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('re po', { files: { 'a/b/c.txt': '', 'a/.git-not': '' } });
  await sandbox.sh(`set -e; cd 're po'; git worktree add -q -b linked '../li nked'; git worktree add -q nested/inside
    git clone -q . ../sub && git -C ../sub submodule --quiet add "$PWD" part
    git init -q --separate-git-dir ../apart.git ../apart && git clone -q --bare . ../bare.git
    mkdir -p ../outside fake/.git && ln -s 're po/a' ../link`);
  const known = [
    're po',
    're po/a/b',
    'li nked',
    'li nked/a/b',
    're po/nested/inside/a',
    'sub',
    'sub/part',
    'apart',
  ];
  for (const cwd of known)
    expect(locate(realpathSync(sandbox.path(cwd))), cwd).toEqual(await asked(sandbox, cwd));
  expect(locate(realpathSync(sandbox.path('link/b')))?.top).toBe(sandbox.path('re po'));
  for (const cwd of [
    're po/.git',
    're po/.git/hooks',
    're po/.git/worktrees/inside',
    'bare.git',
    'bare.git/refs',
    'outside',
    're po/fake', // a `.git` that is no repository
  ])
    expect(locate(sandbox.path(cwd)), cwd).toBeNull();
});

test('a `.git` that leads nowhere is left to git', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('repo');
  await sandbox.write('repo/a/.git', 'gitdir: /nowhere\n');
  expect(locate(sandbox.path('repo/a'))?.top ?? null).not.toBe(sandbox.path('repo/a'));
});
