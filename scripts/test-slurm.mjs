/**
 * `npm run test:slurm [FILTER]`: a Slurm controller and two nodes on this machine, and tasks that run as jobs there.
 *
 * Everything runs in namespaces of its own (`test/slurm/bed/cluster.sh`), which end with this run; it opens no port of this
 * machine and touches no Slurm of yours.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeBed, removeBed } from './bed-directory.mjs';
import { requireProgram } from './requirements.mjs';
import { reporters } from './results.mjs';
import { root, tool } from './run.mjs';
import { setUp } from './setup.mjs';

function fail(message) {
  console.error(`test:slurm: ${message}`);
  process.exit(1);
}

async function main() {
  if (process.platform !== 'linux') fail('it needs the namespaces of Linux');
  if (process.getuid?.() !== 0) fail('it makes namespaces, which root may: sudo npm run test:slurm');
  try {
    const say = (text) => console.error(`set-up: ${text}`);
    requireProgram({ program: 'slurmctld', package: 'slurmctld' }, say);
    requireProgram({ program: 'slurmd', package: 'slurmd' }, say);
    requireProgram({ program: 'sbatch', package: 'slurm-client' }, say);
    requireProgram({ program: 'munged', package: 'munge' }, say);
    requireProgram({ program: 'ip', package: 'iproute2' }, say);
  } catch (error) {
    fail(error.message);
  }
  setUp();
  const directory = await makeBed('pane-slurm-', (text) => console.error(`test:slurm: ${text}`));
  try {
    const cluster = join(root, 'test/slurm/bed/cluster.sh');
    const tests = [
      tool('vitest'),
      'run',
      '--project',
      'slurm',
      '--no-file-parallelism',
      ...reporters(),
      ...process.argv.slice(2),
    ];
    const spaces = ['--net', '--uts', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const child = spawn('unshare', [...spaces, 'sh', cluster, directory, ...tests], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PANE_BED: directory, PANE_CLUSTER: directory },
    });
    // It ignores what asks it to end; with it ends all that it started. Ctrl-C reaches the tests too.
    for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill('SIGKILL'));
    process.on('SIGINT', () => undefined);
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    process.exitCode = code ?? 1;
  } finally {
    await removeBed(directory);
  }
}

await main();
