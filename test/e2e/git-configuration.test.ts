/**
 * Whatever git's configuration says: looking runs no program that a repository names, and tells the same.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Every setting that changes what git prints, or which files it names, turned the other way. */
const CONTRARY = `
[status]
  showUntrackedFiles = no
  short = true
  renames = false
  relativePaths = false
  branch = true
  showStash = true
  submoduleSummary = true
[color]
  ui = always
  diff = always
  status = always
  branch = always
[column]
  ui = always
[core]
  quotePath = false
  abbrev = 4
  warnAmbiguousRefs = false
  pager = false
  safecrlf = true
[diff]
  external = false
  noprefix = true
  mnemonicPrefix = true
  relative = true
  renames = false
  orderFile = /nonexistent
  ignoreSubmodules = all
  submodule = log
  algorithm = minimal
  context = 0
  suppressBlankEmpty = true
[log]
  showSignature = true
  decorate = full
  date = relative
[format]
  pretty = raw
[submodule]
  recurse = true
[worktree]
  guessRemote = true
[checkout]
  guess = false
[branch]
  autoSetupMerge = always
  autoSetupRebase = always
[push]
  default = nothing
  autoSetupRemote = true
[checkout]
  defaultRemote = nowhere
[i18n]
  logOutputEncoding = UTF-16
  commitEncoding = UTF-16
[advice]
  statusHints = false
  detachedHead = false
[core]
  commentChar = ";"
  untrackedCache = true
[feature]
  manyFiles = true
[alias]
  status = log
  diff = log
[pager]
  status = true
  diff = true
[grep]
  lineNumber = true
[for-each-ref]
  sort = -committerdate
[branch]
  sort = -committerdate
[tag]
  sort = -committerdate
`;

/** A project with a running task whose worktree differs in every way: committed, changed, moved, new, in a submodule. */
async function changedProject(sandbox: Sandbox) {
  await sandbox.repository('part');
  const repository = await sandbox.repository('repo', {
    files: {
      'a.txt': 'a\n',
      'b.txt': 'b\nb\nb\nb\n',
      'ü "q".txt': 'u\n',
      '.gitattributes': '*.txt diff=own\n',
    },
  });
  await repository.git('submodule', '--quiet', 'add', sandbox.path('part'), 'part');
  await repository.commit('Add a submodule');
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  await sandbox.sh(
    `set -e; git submodule --quiet update --init; echo more >> a.txt; git commit -qam Change; git mv b.txt c.txt
    printf 'u\\nx\\n' > 'ü "q".txt'; mkdir new; touch new/x new/y; git -C part commit -q --allow-empty -m Next`,
    { cwd: 'repo.worktrees/one' },
  );
  return { repository, project };
}

test('what is told does not depend on the configuration of git', async () => {
  await using sandbox = await Sandbox.create();
  const { project, repository } = await changedProject(sandbox);
  await repository.write('.gitignore', 'own.*\n');
  await repository.write('own.ü', 'x');
  await repository.write('own.env', 'x');
  const content = { defaults: { copy: ['own.*'] }, tasks: ['one', 'old', 'new'] };
  await project.write(content);
  await project.upDone(['old']);
  expect((await project.pane(['archive', 'old'])).exitCode).toBe(0);
  const contrary = { GIT_CONFIG_GLOBAL: await sandbox.write('contrary', CONTRARY) };
  const told = async (env: Record<string, string>) => ({
    status: (await project.status(['--long'], { env })).tasks,
    plan: await project.plan({ env }),
    doctor: (await project.pane(['doctor'], { env })).stdout,
    sizes: (await project.pane(['plan'], { env })).stdout,
    restore: (await project.pane(['restore', '--json'], { env })).stdout,
    completion: (await project.pane(['complete', 'archived'], { env })).stdout,
    untracked: (await project.pane(['archive', 'nobody'], { env })).stderr,
  });
  const plain = await told({});
  expect(plain.status).toMatchObject([{ ahead: 1, dirty: 5, lines: { added: 3 } }, { name: 'new' }]);
  expect(plain).toMatchObject({ completion: 'old\n', restore: expect.stringContaining('"old"') });
  expect(await told(contrary)).toEqual(plain);
  const quoted = { GIT_CONFIG_GLOBAL: await sandbox.write('quoted', '[core]\n  quotePath = true\n') };
  expect(await told(quoted)).toEqual(plain);
});

/** What a repository's configuration can name programs by; each leaves its name at `mark` when it runs. */
async function markingSettings(sandbox: Sandbox) {
  const mark = sandbox.path('ran');
  const program = (name: string, rest = 'exit 0') =>
    sandbox.write(`named/${name}`, `#!/bin/sh\necho ${name} >> ${mark}\n${rest}\n`, { mode: 0o755 });
  for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'pre-auto-gc'])
    await program(hook);
  const settings: Record<string, string> = {
    'core.fsmonitor': await program('fsmonitor', 'exit 1'),
    'core.hooksPath': sandbox.path('named'),
    'core.pager': await program('pager', 'cat'),
    'diff.external': await program('external'),
    'diff.own.textconv': await program('textconv', 'cat "$1"'),
    'diff.own.command': await program('command'),
    'core.sshCommand': await program('ssh'),
    'core.editor': await program('editor'),
    'core.askPass': await program('askpass'),
    'core.alternateRefsCommand': await program('alternate'),
    'sequence.editor': await program('sequence'),
    'credential.helper': await program('credential'),
    'gpg.program': await program('gpg'),
    'log.showSignature': 'true',
    'interactive.diffFilter': await program('filter', 'cat'),
    'uploadpack.packObjectsHook': await program('pack'),
    'trailer.x.command': await program('trailer'),
    'alias.status': `!${await program('alias')}`,
    'alias.diff': `!${await program('alias')}`,
  };
  for (const command of [
    'diff',
    'status',
    'worktree',
    'rev-parse',
    'for-each-ref',
    'log',
    'config',
    'ls-files',
  ])
    settings[`pager.${command}`] = await program(`pager-${command}`, 'cat');
  return { mark, settings };
}

/** All of them at once. @returns where they leave their names */
async function nameProgramsIn(sandbox: Sandbox, git: (...args: string[]) => Promise<string>) {
  const { mark, settings } = await markingSettings(sandbox);
  for (const [name, value] of Object.entries(settings)) await git('config', name, value);
  return mark;
}

test('none of these settings runs anything where it is the only one', async () => {
  await using sandbox = await Sandbox.create();
  const { project, repository } = await changedProject(sandbox);
  const { mark, settings } = await markingSettings(sandbox);
  // Pagers run on a terminal only, and the signature is gpg's.
  const programs = Object.entries(settings).filter(([name]) => !/pager|showSignature/.test(name));
  for (const [name, value] of programs) {
    await repository.git('config', name, value);
    if (name === 'gpg.program') await repository.git('config', 'log.showSignature', 'true');
    const look = name.includes('diff') ? ['diff', 'one'] : ['status', '--long'];
    expect([name, (await project.pane(look)).exitCode]).toEqual([name, 0]);
    expect(existsSync(mark) ? [name, await sandbox.read('ran')] : null).toBeNull();
    await repository.git('config', '--unset', name);
  }
});

test('looking runs nothing that the configuration of a repository names', async () => {
  await using sandbox = await Sandbox.create();
  const { project, repository } = await changedProject(sandbox);
  const mark = await nameProgramsIn(sandbox, (...args) => repository.git(...args));
  const looks = [
    ...[['plan'], ['status'], ['status', '--long'], ['status', '--all'], ['doctor'], ['config'], ['trust']],
    ...[
      ['complete', 'archived'],
      ['send', 'one', 'hi'],
      ['keys', 'one', 'x'],
      ['wait', 'one', '--for', 'running'],
    ],
    ...[['path', 'one'], ['logs', 'one'], ['peek', 'one'], ['restore'], ['exec', 'one', '--', 'true']],
    ...[
      ['diff', 'one'],
      ['diff', 'one', '--stat'],
      ['up', '--dry-run'],
      ['down', '--dry-run'],
    ],
  ];
  for (const look of looks) {
    await project.pane(look);
    expect(existsSync(mark) ? [look, await sandbox.read('ran')] : null).toBeNull();
  }
  // On a terminal git starts a pager.
  const onTerminal = `script -qec '${process.execPath} ${sandbox.path()}/pane diff one' /dev/null < /dev/null`;
  await sandbox.sh(`ln -s ${new URL('../../dist', import.meta.url).pathname}/cli.js pane`);
  const shown = await sandbox.sh(onTerminal, { cwd: 'repo', env: { PAGER: 'cat' } });
  expect(shown).toContain('more');
  expect(existsSync(mark) ? await sandbox.read('ran') : null).toBeNull();
});

test('nothing that a repository names runs before its file is approved', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { 'a.txt': 'a\n' } });
  const project = await TestProject.create(sandbox, repository, {
    defaults: { copy: ['*.env'] },
    tasks: ['one'],
  });
  const mark = await nameProgramsIn(sandbox, (...args) => repository.git(...args));
  for (const look of [
    ['plan'],
    ['status', '--long'],
    ['doctor'],
    ['config'],
    ['up', '--once'],
    ['add', 'x'],
  ]) {
    await project.pane(look);
    expect(existsSync(mark) ? [look, await sandbox.read('ran')] : null).toBeNull();
  }
});
