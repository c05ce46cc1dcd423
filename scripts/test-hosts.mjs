/**
 * `npm run test:hosts [FILTER]`: hosts as network namespaces with an sshd in each, and a user's day on them.
 *
 * Everything lies in one directory below /tmp, and everything that runs does so in namespaces that end with this run: they
 * have no names, and the first process of each ends with its standard input. What a killed run left is found by the note
 * of its owner in that directory, and removed by the next one.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeBed, removeBed } from './bed-directory.mjs';
import { requireProgram } from './requirements.mjs';
import { reporters } from './results.mjs';
import { output, root, run, tool } from './run.mjs';
import { setUp } from './setup.mjs';

function fail(message) {
  console.error(`test:hosts: ${message}`);
  process.exit(1);
}

/** Installs the package of this build, as a user would, into a directory that is copied to each machine. */
function installInto(directory) {
  const packed = output('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', directory]);
  if (packed === null) throw new Error('npm pack failed');
  const archive = join(directory, packed.split('\n').at(-1) ?? '');
  const installed = join(directory, 'installed');
  const env = { HOME: directory, npm_config_cache: join(directory, 'npm') };
  const args = ['install', '--global', '--silent', '--offline', '--prefix', installed, archive];
  if (!run('npm', args, { env })) throw new Error('npm install of the package failed');
}

async function main() {
  if (process.platform !== 'linux') fail('it needs the network namespaces of Linux');
  if (process.getuid?.() !== 0) fail('it makes network namespaces, which root may: sudo npm run test:hosts');
  try {
    const say = (text) => console.error(`set-up: ${text}`);
    requireProgram({ program: 'sshd', package: 'openssh-server' }, say);
    requireProgram({ program: 'ssh', package: 'openssh-client' }, say);
    requireProgram({ program: 'ip', package: 'iproute2' }, say);
    requireProgram({ program: 'faketime', package: 'faketime' }, say);
  } catch (error) {
    fail(error.message);
  }
  setUp();
  const directory = await makeBed('pane-bed-', (text) => console.error(`test:hosts: ${text}`));
  try {
    installInto(directory);
    const child = spawn(
      tool('vitest'),
      ['run', '--project', 'hosts', ...reporters(), ...process.argv.slice(2)],
      {
        cwd: root,
        stdio: 'inherit',
        env: { ...process.env, PANE_BED: directory },
      },
    );
    // Ctrl-C reaches the tests too; what they leave is removed here all the same.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    process.exitCode = code ?? 1;
  } finally {
    await removeBed(directory);
  }
}

await main();
