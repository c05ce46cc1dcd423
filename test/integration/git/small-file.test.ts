import { expect, test } from 'vitest';
import { realPathIfThere } from '../../../src/git/small-file.ts';
import { adminDirectoryOf } from '../../../src/git/worktrees.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('a path that leads nowhere is told from one that can not be looked at', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.sh('ln -s loop loop; ln -s nowhere dangling; : > file');
  for (const path of ['missing', 'dangling', 'file/below', 'loop'])
    expect([path, realPathIfThere(sandbox.path(path))]).toEqual([path, null]);
  expect(realPathIfThere(sandbox.root)).toBe(sandbox.root);
  const strange = `/${'x'.repeat(300)}`;
  expect(() => realPathIfThere(strange)).toThrow('ENAMETOOLONG');
  await sandbox.write('worktree/.git', `gitdir: ${strange}\n`);
  expect(() => adminDirectoryOf(sandbox.path('worktree'))).toThrow('ENAMETOOLONG');
  await sandbox.write('worktree/.git', 'gitdir: ../gone\n');
  expect(adminDirectoryOf(sandbox.path('worktree'))).toBeNull();
});
