/**
 * `npm run test:often -- N`: the integration and e2e tests again and again, each time in another order, to find those
 * that fall now and then. `often-words.mjs` says what it can be asked.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fallenIn, readArguments, summarize, usage } from './often-words.mjs';
import { root, tool } from './run.mjs';
import { setUp } from './setup.mjs';

function askedFor() {
  try {
    const asked = readArguments(process.argv.slice(2), Math.floor(Date.now() / 1000));
    if (asked.oneCore && process.platform !== 'linux') throw new Error('--one-core needs Linux');
    return asked;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const { times, oneCore, busy, seed: firstSeed, filters } = askedFor();
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stop.abort());

/** The words of a command line, on one core where that was asked for. */
function placed(...words) {
  const [file, ...args] = oneCore ? ['taskset', '-c', '0', ...words] : words;
  return { file, args };
}

/** They end with this process, however that ends. */
function startBusyLoops() {
  const loop = `while kill -0 ${process.pid} 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done`;
  const { file, args } = placed('sh', '-c', loop);
  return Array.from({ length: busy }, () => spawn(file, args, { stdio: 'ignore' }));
}

/** True: vitest ended with exit code 0. It gets an interrupt itself, from the terminal. */
async function runVitest(seed, report) {
  const order = ['--sequence.shuffle.files', '--sequence.shuffle.tests', `--sequence.seed=${seed}`];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const projects = ['--project', 'integration', '--project', 'e2e'];
  const { file, args } = placed(tool('vitest'), 'run', ...projects, ...order, ...reporters, ...filters);
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = () => child.kill();
  stop.signal.addEventListener('abort', end, { once: true });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  stop.signal.removeEventListener('abort', end);
  return code === 0;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // vitest ended before it wrote one
  }
}

async function runOften(directory) {
  const runs = [];
  for (let number = 1; number <= times; number += 1) {
    const seed = firstSeed + number - 1;
    console.log(`\n== run ${number} of ${times}, seed ${seed}`);
    const report = join(directory, `${number}.json`);
    const begun = Date.now();
    const isGreen = await runVitest(seed, report);
    if (stop.signal.aborted) return runs;
    const fallen = fallenIn(readReport(report), isGreen);
    runs.push({ seed, fallen });
    console.log(`\nrun ${number}: ${fallen.length} failed, ${Math.round((Date.now() - begun) / 1000)} s`);
    for (const { test, why } of fallen) console.log(`  ${test}\n    ${why}`);
  }
  return runs;
}

setUp();
const directory = mkdtempSync(join(tmpdir(), 'pane-often-'));
const loops = startBusyLoops();
try {
  const runs = await runOften(directory);
  console.log(`\n${summarize(runs)}`);
  const isGreen = runs.length === times && runs.every(({ fallen }) => fallen.length === 0);
  process.exitCode = stop.signal.aborted ? 130 : isGreen ? 0 : 1;
} finally {
  for (const loop of loops) loop.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}
