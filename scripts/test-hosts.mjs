/**
 * `npm run test:hosts [FILTER]`: hosts as network namespaces with an sshd in each, and a user's day on them.
 *
 * Everything lies in one directory below /tmp, and everything that runs does so in namespaces that end with this run: they
 * have no names, and the first process of each ends with its standard input. What a killed run left is found by the note
 * of its owner in that directory, and removed by the next one.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { endProcessesWith } from './processes.mjs';
import { requireProgram } from './requirements.mjs';
import { output, root, run, tool } from './run.mjs';
import { setUp } from './setup.mjs';

const PREFIX = 'pane-bed-';
const temporary = realpathSync('/tmp');

function fail(message) {
  console.error(`test:hosts: ${message}`);
  process.exit(1);
}

/** When a process began, as the kernel counts; null: there is none. */
function startOf(pid) {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
}

/** Ends what runs for the bed in that directory, and removes it. */
async function remove(directory) {
  await endProcessesWith(`PANE_BED=${directory}`);
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Beds of runs that were killed: their owner is no more. */
async function removeLeft() {
  for (const name of readdirSync(temporary).filter((each) => each.startsWith(PREFIX))) {
    const directory = join(temporary, name);
    let owner = { pid: 0, start: '' };
    try {
      owner = JSON.parse(readFileSync(join(directory, 'owner'), 'utf8'));
    } catch {
      continue; // not one of ours, or one that is just being made
    }
    if (startOf(owner.pid) === owner.start) continue;
    console.error(`test:hosts: removing ${directory}, which a killed run left`);
    await remove(directory);
  }
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
  await removeLeft();
  const directory = mkdtempSync(join(temporary, PREFIX));
  writeFileSync(join(directory, 'owner'), JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
  chmodSync(directory, 0o755);
  try {
    installInto(directory);
    const child = spawn(tool('vitest'), ['run', '--project', 'hosts', ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PANE_BED: directory },
    });
    // Ctrl-C reaches the tests too; what they leave is removed here all the same.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    process.exitCode = code ?? 1;
  } finally {
    await remove(directory);
  }
}

await main();
