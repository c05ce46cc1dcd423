/**
 * `send_files`: ignored files of this machine in the worktrees of hosts, readable for their owner only, and nowhere else.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { HostsProject } from '../support/hosts-project.ts';

const ODD = 'odd $(touch owned)\'"`;&|\n<é>.key';
const DASH = '--rf=$(touch owned)\n~.key';

/** The worktree of a task on the host. */
function far(it: HostsProject, task: string, ...path: readonly string[]): string {
  return it.sandbox.path('hosts/big/home/src/test-repo.worktrees', task, ...path);
}

/** What a user can read of a file, and what is in it. */
function fileAt(path: string): readonly [string, string] {
  return [(statSync(path).mode & 0o777).toString(8), readFileSync(path, 'utf8')];
}

function waitingFiles(it: HostsProject): string[] {
  const directory = join(it.big.clone, '.git/pane/hosts/test-repo/files');
  return existsSync(directory) ? readdirSync(directory) : [];
}

async function ignore(it: HostsProject, ...patterns: readonly string[]): Promise<void> {
  await it.repository.write('.gitignore', `${patterns.join('\n')}\n`);
  await it.repository.commit('Ignore');
}

test('files of here come into new worktrees of a host, once they are approved, and stay nowhere else', async () => {
  await using it = await HostsProject.create([]);
  const { repository, project, sandbox, big } = it;
  await ignore(it, '.env', 'odd*', '--rf*', 'secrets', 'kept');
  await repository.git('switch', '-qc', 'other');
  await repository.write('kept', 'of the branch');
  await repository.git('add', '-f', 'kept');
  await repository.commit('Keep');
  await repository.git('switch', '-q', 'main');
  const secret = randomBytes(16).toString('hex');
  for (const name of ['.env', ODD, DASH, 'secrets/deep/a', 'kept'])
    await repository.write(name, `${name}\n${secret}\0`);
  await sandbox.sh('ln -s /etc/passwd repo/secrets/passwd; chmod 644 repo/.env');
  await sandbox.write('hosts/big/home/src/app/.env', 'of the host');
  const more = {
    defaults: { send_files: ['.env', 'odd*', '--rf*', 'secrets', 'kept', 'absent', '../above'] },
  };
  const FAR = { name: 'far', host: 'big', base: 'other' };
  const LATER = { name: 'later', host: 'big', paused: true };
  await it.write([FAR, LATER, { name: 'near' }], more);
  await project.pane(['trust', '--yes']);
  await it.write([FAR, LATER, { name: 'near' }], { defaults: { send_files: ['.env', ODD] } });
  const untrusted = await project.pane(['up', '--once']);
  expect(untrusted).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('nothing was done on big'),
  });
  expect(existsSync(join(big.clone, '.git/pane/hosts/test-repo'))).toBe(false);
  await it.write([FAR, LATER, { name: 'near' }], more);
  const plan = await project.pane(['plan']);
  expect(plan.stderr).toContain(
    'warning far, later: on big: `secrets/passwd` was not sent: it is a symbolic link\n',
  );
  const up = await project.up(['--wait=60']);
  expect({ exitCode: up.exitCode, stderr: up.stderr }).toMatchObject({ exitCode: 0 });
  for (const told of [
    'far, later: on big: `secrets/passwd` was not sent: it is a symbolic link',
    'far, later: on big: the pattern `../above` leads out of the repository, so it matches nothing',
    'kept already exists and was kept',
  ])
    expect(up.stderr).toContain(told);
  await sandbox.launched(2);
  for (const name of ['.env', ODD, DASH, 'secrets/deep/a'])
    expect(fileAt(far(it, 'far', name))).toEqual(['600', `${name}\n${secret}\0`]);
  expect(readFileSync(far(it, 'far', 'kept'), 'utf8')).toBe('of the branch');
  expect(existsSync(far(it, 'far', 'secrets/passwd'))).toBe(false);
  // Here they are copied as they are.
  expect(fileAt(sandbox.path('repo.worktrees/near/.env'))).toEqual(['644', `.env\n${secret}\0`]);
  expect(readFileSync(sandbox.path('repo.worktrees/near', ODD), 'utf8')).toBe(`${ODD}\n${secret}\0`);
  expect(await big.pane('trust')).toContain('Nothing to approve.');
  // A task that waits has its own kept for it, for its owner only; they are as they were at the last `up`.
  expect(waitingFiles(it)).toEqual(['later.json']);
  const waiting = join(big.clone, '.git/pane/hosts/test-repo/files/later.json');
  expect((statSync(waiting).mode & 0o777).toString(8)).toBe('600');
  await repository.write('.env', `changed ${secret}`);
  await project.upDone();
  expect(readFileSync(far(it, 'far', '.env'), 'utf8')).toContain(`.env\n${secret}`);
  await sandbox.sh('rm -r repo/secrets');
  // What somebody who was killed left behind is cleared away.
  for (const name of ['far', 'gone']) await sandbox.sh(`cp '${waiting}' '${dirname(waiting)}/${name}.json'`);
  await it.write([FAR, { ...LATER, paused: false }, { name: 'near' }], more);
  await project.upDone();
  expect(readFileSync(far(it, 'later', '.env'), 'utf8')).toBe(`changed ${secret}`);
  expect(existsSync(far(it, 'later', 'secrets'))).toBe(false);
  expect(waitingFiles(it)).toEqual([]);
  const encoded = Buffer.from(`changed ${secret}`).toString('base64').slice(0, 30);
  const places = '--exclude-dir=repo.worktrees --exclude-dir=test-repo.worktrees';
  const found = await sandbox.sh(`grep -rlaF ${places} -e ${secret} -e ${encoded} . || true`);
  expect(found.trim().split('\n').sort()).toEqual(
    ['./repo/.env', './repo/kept', ...[ODD, DASH].flatMap((name) => `./repo/${name}`.split('\n'))].sort(),
  );
  expect((await sandbox.sh('find . -name owned')).trim()).toBe('');
});

test('a cut connection loses nothing, and what is too much is told while everything else goes on', async () => {
  await using it = await HostsProject.create([]);
  const { project, sandbox, big } = it;
  await ignore(it, '.env', 'large');
  await it.repository.write('.env', randomBytes(50_000).toString('hex'));
  const content = readFileSync(it.sandbox.path('repo/.env'), 'utf8');
  const more = { defaults: { send_files: ['.env'] } };
  const names: string[] = [];
  const tasks = () => names.map((name) => ({ name, host: 'big' }));
  for (const bytes of [200, 260, 300, 350, 500]) {
    names.push(`far-${bytes}`);
    await it.write(tasks(), more);
    await project.pane(['trust', '--yes']);
    await big.becomes(bytes);
    const { exitCode } = await project.up(['--wait=60']);
    if (exitCode !== 0) await project.upDone();
    expect(fileAt(far(it, `far-${bytes}`, '.env'))).toEqual(['600', content]);
    expect(waitingFiles(it)).toEqual([]);
  }
  await sandbox.launched(names.length);
  await sandbox.sh('truncate -s 9M repo/large');
  const large = { name: 'large', host: 'big', send_files: ['large'] };
  await it.write([...tasks(), large, { name: 'next', host: 'big' }], more);
  await project.pane(['trust', '--yes']);
  for (const command of [['plan'], ['up', '--once', '--wait=60']]) {
    const { exitCode, stderr } = await project.pane(command);
    expect({ command, exitCode }).toEqual({ command, exitCode: 1 });
    expect(stderr).toContain(
      'failed large: on big: send_files is too much: 9 MiB, `large` the largest; at most 8 MiB',
    );
  }
  await sandbox.launched(names.length + 1);
  expect(fileAt(far(it, 'next', '.env'))).toEqual(['600', content]);
  expect(existsSync(far(it, 'large'))).toBe(false);
});
