/**
 * The first `up` starts the tmux server, whose environment every window gets for weeks: nothing of one call may stay in
 * it, and windows on a server that began elsewhere are cleaned.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const OF_ONE_CALL = {
  CLAUDECODE: '1',
  CLAUDE_CODE_ENTRYPOINT: 'cli',
  CODEX_SANDBOX: 'seatbelt',
  GEMINI_CLI: '1',
  GIT_EDITOR: ':',
  GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z',
  GIT_AUTHOR_NAME: 'Somebody Else',
  GIT_REFLOG_ACTION: 'rebase',
  INIT_CWD: '/elsewhere',
  npm_lifecycle_event: 'postinstall',
  VIRTUAL_ENV: '/v',
  CI: '1',
};
const NAMES = Object.keys(OF_ONE_CALL);

function ofOneCall(env: Readonly<Record<string, string | undefined>>): string[] {
  return NAMES.filter((name) => env[name] !== undefined);
}

async function ofServer(sandbox: Sandbox): Promise<Record<string, string | undefined>> {
  const lines = (await sandbox.tmux('show-environment', '-g')).split('\n');
  return Object.fromEntries(lines.map((line) => line.split('=', 2)));
}

test('a server that up starts has what a login has', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', prompt: 'Go', env: { CI: 'false' } }],
    env_pass: ['VIRTUAL_ENV'],
  });
  const env = {
    ...OF_ONE_CALL,
    SECRET: 'of this call',
    LC_TIME: 'C',
    SSH_AUTH_SOCK: '/agent',
    HTTPS_PROXY: 'http://p',
  };
  await project.upDone([], { env });

  const server = await ofServer(sandbox);
  expect(ofOneCall(server)).toEqual([]);
  expect(server.SECRET).toBeUndefined();
  const { HOME, LANG } = sandbox.env;
  expect(server).toMatchObject({
    HOME,
    LANG,
    LC_TIME: 'C',
    SSH_AUTH_SOCK: '/agent',
    HTTPS_PROXY: 'http://p',
  });
  const [launch] = await sandbox.launched(1);
  // What the file brings in is there.
  expect(launch?.env).toMatchObject({ CI: 'false', VIRTUAL_ENV: '/v' });
  expect(ofOneCall(launch?.env ?? {}).sort()).toEqual(['CI', 'VIRTUAL_ENV']);
});

test('on a server that began elsewhere windows are cleaned, and doctor tells of it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', prompt: 'Go', setup: ['env >"$PANE_ROOT/setup-env"'] }],
  });
  await sandbox.run(
    'tmux',
    ['-f', '/dev/null', '-S', sandbox.socket, 'new-session', '-d', '-s', 'mine', 'cat', '-'],
    {
      env: { ...OF_ONE_CALL, LASTING: 'yes', CLAUDE_CONFIG_DIR: '/mine', MULTI: 'a\nCI=2' },
    },
  );
  expect(ofOneCall(await ofServer(sandbox))).toEqual(NAMES);
  await project.pane(['up', '--trust', '--wait=60'], { env: { GIT_EDITOR: ':' } });

  const [launch] = await sandbox.launched(1);
  expect(ofOneCall(launch?.env ?? {})).toEqual([]);
  expect(launch?.env).toMatchObject({ LASTING: 'yes', CLAUDE_CONFIG_DIR: '/mine' });
  const ofSetup = (await sandbox.read('repo/setup-env')).split('\n').map((line) => line.split('=', 2));
  // The line of the variable with two lines only looks like one of its own.
  expect(ofOneCall(Object.fromEntries(ofSetup))).toEqual(['CI']);

  const doctor = JSON.parse((await project.pane(['doctor', '--json'])).stdout);
  const told = doctor.findings.find(({ message }: { message: string }) => message.includes('started it'));
  expect(told).toMatchObject({ level: 'warning', about: 'tmux server' });
  for (const name of NAMES) expect(told.message).toContain(name);

  const watcher = (await project.status()).watcher?.pid;
  const environ = await sandbox.sh(`tr '\\0' '\\n' </proc/${watcher}/environ`);
  const ofWatcher = environ.split('\n').map((line) => line.split('=', 2));
  expect(ofOneCall(Object.fromEntries(ofWatcher))).toEqual(['CI']);
});
