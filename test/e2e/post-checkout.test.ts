/**
 * The user's post-checkout hook: nothing tells it that it is not git that runs it.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Writes down its directory, its arguments and its whole environment, and what git says of another repository. */
function recording(sandbox: Sandbox): string {
  const to = sandbox.path('recorded');
  return `#!/bin/sh
{ printf 'cwd %s\\n' "\${PWD##*/}"; printf 'argument %s\\n' "$@"; env | sort; git -C ${sandbox.path('other')} log --format=%s; } > "${to}-\${PWD##*/}"
`;
}

test.each(['.git/hooks', 'hooks of its own'])('a hook in %s gets what git gives it', async (folder) => {
  await using sandbox = await Sandbox.create();
  const other = await sandbox.repository('other');
  await other.commit('Of the other repository');
  const repository = await sandbox.repository();
  if (folder !== '.git/hooks') await repository.git('config', 'core.hooksPath', folder);
  await repository.write(`${folder}/post-checkout`, recording(sandbox), { mode: 0o755 });
  if (folder !== '.git/hooks') await repository.commit('Add the hook');
  const project = await TestProject.create(sandbox, repository, { worktrees: '..', tasks: ['ours'] });
  const env = { LC_ALL: undefined, LANGUAGE: 'de', GIT_AUTHOR_NAME: 'Somebody' };
  await project.upDone([], { env });
  await sandbox.run('git', ['worktree', 'add', '--quiet', '../gits'], { cwd: 'repo', env });

  const recorded = async (name: string): Promise<string[]> =>
    (await sandbox.read(`recorded-${name}`)).replaceAll(name, 'NAME').split('\n');
  const ours = await recorded('ours');
  // By it the hook is found and ended, should `pane` be killed.
  const making = ours.filter((line) => line.startsWith('PANE_MAKING='));
  expect(making).toHaveLength(1);
  expect(ours.filter((line) => !making.includes(line))).toEqual(await recorded('gits'));
  expect(ours).toContain('Of the other repository');
});

test('where it fails no window is opened, and up names none to attach to', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const hook = '#!/bin/sh\necho "no database" >&2\nexit 3\n';
  await repository.write('.git/hooks/post-checkout', hook, { mode: 0o755 });
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  const { exitCode, stdout, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stderr).toContain("the repository's post-checkout hook ended with exit code 3: no database");
  expect(stdout).not.toContain('Attach');
  expect(JSON.parse((await project.up(['--json'])).stdout)).toMatchObject({ attach: null });
});
