import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Sandbox } from '../../support/sandbox.ts';

const script = `
  import { checkRequirements } from ${JSON.stringify(resolve(import.meta.dirname, '../../../scripts/requirements.mjs'))};
  checkRequirements((text) => console.log(text));
`;

/** Checks a machine that has these programs and a shell, and nothing else. */
async function check(sandbox: Sandbox, programs: Readonly<Record<string, string>>) {
  await sandbox.sh('ln -s /bin/sh bin/sh && ln -s /bin/chmod bin/chmod');
  for (const [name, body] of Object.entries(programs)) {
    await sandbox.write(`bin/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return sandbox.run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: sandbox.path('bin') },
  });
}

const git = 'echo git version 2.39.5';
// `sudo -n true` succeeds; anything else is run.
const sudo = '[ "$1" = -n ] || exec "$@"';

test('tmux is installed with the package manager that is there', async () => {
  await using sandbox = await Sandbox.create();
  const tmux = sandbox.path('bin/tmux');
  // The first attempt fails as long as there are no package lists.
  const apt = `case "$1" in
    update) : > lists ;;
    install) [ -f lists ] && printf '#!/bin/sh\\necho tmux 3.3a\\n' > ${tmux} && chmod 755 ${tmux} ;;
  esac`.replaceAll('lists', sandbox.path('lists'));
  const { exitCode, stdout, stderr } = await check(sandbox, { git, sudo, 'apt-get': apt });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^installing tmux: (sudo )?apt-get install -y --no-install-recommends tmux\n$/);
});

test('where it can not be installed, the command is named', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stderr } = await check(sandbox, { git, brew: 'exit 1' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('tmux is missing; install it with: brew install tmux');
});

test.each([
  [{ git, tmux: 'echo tmux 3.1c' }, 'tmux is too old (tmux 3.1c); install 3.2a or newer'],
  [{ git: 'echo git version 2.30.1' }, 'git is too old (git version 2.30.1); install 2.36 or newer'],
  [{}, 'git is missing; install git 2.36 or newer'],
  [{ git }, 'tmux is missing; install tmux 3.2a or newer'],
])('%o: %s', async (programs, message) => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stderr } = await check(sandbox, programs);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(message);
});
