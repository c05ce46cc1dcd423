/**
 * `npm run bench`: how long `pane` takes, as ratios to the bare commands that do the same job. Both sides run
 * in turn, and the median counts, since machines are noisy. `--check` exits with 1 where a limit is exceeded,
 * `--quick` runs each fewer times.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Playground } from './playground.mjs';
import { setUp } from './setup.mjs';

const options = new Set(process.argv.slice(2));
const runs = options.has('--quick')
  ? { commands: 7, up: 1, seconds: 30 }
  : { commands: 25, up: 5, seconds: 120 };

const config = (tasks) => `agents: { idle: { command: [cat], prompt: none } }
defaults: { agent: idle }
tasks:
${Array.from({ length: tasks }, (_each, index) => `  - { name: task-${index + 1}, prompt: Do ${index + 1} }\n`).join('')}`;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds of one run; throws if it fails. */
function timed(playground, script, cwd) {
  const begin = performance.now();
  const { status, stderr } = spawnSync('sh', ['-c', script], {
    cwd: playground.path(cwd),
    env: playground.env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const took = performance.now() - begin;
  if (status !== 0) throw new Error(`${script}: exit code ${status}\n${stderr}`);
  return took;
}

/** Runs every script in turn, `times` times after one that does not count; the medians, in milliseconds. */
async function medians(playground, cwd, times, scripts, between = async () => {}) {
  const taken = scripts.map(() => []);
  for (let run = 0; run <= times; run += 1) {
    for (const [index, script] of scripts.entries()) {
      const took = timed(playground, script, cwd);
      if (run > 0) taken[index].push(took);
      await between();
    }
  }
  return taken.map(median);
}

/** `pane status` and a no-op `up` at 50 tasks. */
async function fiftyTasks(playground) {
  await playground.sh(
    'git init -q many && cd many && echo hello > README.md && git add . && git commit -qm Start',
  );
  playground.write('many/pane.config.yaml', config(50));
  await playground.sh('pane up --once --trust', { cwd: 'many' });
  const bare = `'${process.execPath}' -e 0; git worktree list; tmux -S '${playground.socket}' list-windows -a`;
  const [base, status, up] = await medians(playground, 'many', runs.commands, [
    bare,
    'pane status',
    'pane up --once',
  ]);
  const against = 'node -e 0; git worktree list; tmux list-windows';
  await playground.sh(`tmux -S '${playground.socket}' kill-server`);
  return [
    { what: 'pane status, 50 tasks', against, took: status, bare: base, limit: 1.5 },
    { what: 'pane up --once, 50 tasks, nothing to do', against, took: up, bare: base, limit: 1.5 },
  ];
}

const packages = Array.from({ length: 10 }, (_each, index) => `packages/p${index}`);

/** A shell loop that does what `up` does for eight tasks, as one would write it by hand. */
const loop = (socket) => `for n in 1 2 3 4 5 6 7 8; do
  git worktree add -q -b task-$n ../big.worktrees/task-$n
  cp .env ../big.worktrees/task-$n/.env
  for p in packages/*; do cp $p/.env.local ../big.worktrees/task-$n/$p/.env.local; done
  tmux -S '${socket}' new-window -d -t base -n task-$n -c "$PWD/../big.worktrees/task-$n" cat
done`;

/** `up` of 8 tasks in a repository of 5,000 files. */
async function eightTasks(playground) {
  for (let index = 0; index < 5000; index += 1)
    playground.write(
      `big/${packages[index % 10]}/src/d${index % 100}/file-${index}.ts`,
      `export const n${index} = ${index};\n`.repeat(20),
    );
  playground.write('big/.gitignore', '.env\n.env.local\n');
  playground.write('big/pane.config.yaml', config(8));
  await playground.sh('git init -q && git add . && git commit -qm Start', { cwd: 'big' });
  playground.write('big/.env', 'KEY=value\n');
  for (const folder of packages) playground.write(`big/${folder}/.env.local`, 'KEY=value\n');
  // The server runs already, for both sides.
  const tmux = `tmux -S '${playground.socket}'`;
  await playground.sh(
    `${tmux} -f /dev/null new-session -d -s base -x 200 -y 50 cat && cd big && pane trust --yes`,
  );
  const clear = async () => {
    await playground.sh(`${tmux} kill-session -a -t base; ${tmux} kill-window -a -t base: 2>/dev/null; true`);
    rmSync(playground.path('big.worktrees'), { recursive: true, maxRetries: 5 });
    for (const name of ['worktrees', 'pane', 'refs/heads/task-*'])
      await playground.sh(`rm -rf .git/${name}`, { cwd: 'big' });
    await playground.sh('git worktree prune; git branch --list', { cwd: 'big' });
  };
  const [bare, took] = await medians(
    playground,
    'big',
    runs.up,
    [loop(playground.socket), 'pane up --once'],
    clear,
  );
  const against = 'a loop of git worktree add, cp, tmux new-window';
  return [{ what: 'pane up --once, 8 new tasks, 5,000 files', against, took, bare, limit: 0.9 }];
}

/** Milliseconds of processor time that a process and its ended children have taken, in steps of 10 (Linux). */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, usersOfChildren = 0, systemOfChildren = 0] = fields.slice(11, 15);
  return (user + system + usersOfChildren + systemOfChildren) * 10;
}

/** What the watcher of 100 tasks takes of a core while nothing changes, with what it makes the tmux server do. */
async function restingWatcher(playground) {
  if (process.platform !== 'linux') return [];
  await playground.sh('git init -q rest && git -C rest commit -q --allow-empty -m Start');
  playground.write('rest/pane.config.yaml', config(100));
  await playground.sh('pane up --trust', { cwd: 'rest' });
  const { watcher } = JSON.parse(await playground.sh('pane status --json', { cwd: 'rest' }));
  const server = await playground.sh(`tmux -S '${playground.socket}' display-message -p '#{pid}'`);
  const spent = () => processorTime(watcher.pid) + processorTime(Number(server));
  await delay(20_000); // it looks closely until it has seen twice that nothing changes
  const [begin, before] = [performance.now(), spent()];
  await delay(runs.seconds * 1000);
  const [took, bare] = [spent() - before, performance.now() - begin];
  await playground.sh(`pane down && tmux -S '${playground.socket}' kill-server || true`, { cwd: 'rest' });
  return [{ what: 'watcher at rest, 100 tasks', against: 'the time of one core', took, bare, limit: 0.01 }];
}

function print(rows) {
  const lines = rows.map(({ what, against, took, bare, limit }) => {
    const ratio = took / bare;
    const mark = ratio <= limit ? '' : '  EXCEEDED';
    return [
      what,
      `${took.toFixed(0)} ms`,
      against,
      `${bare.toFixed(0)} ms`,
      ratio < 0.1 ? ratio.toFixed(4) : ratio.toFixed(2),
      `${limit}${mark}`,
    ];
  });
  const table = [['what', 'took', 'against', 'took', 'ratio', 'limit'], ...lines];
  const widths = table[0].map((_cell, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

setUp();
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stop.abort());
const playground = Playground.create('bench', stop.signal);
try {
  console.log(
    `node ${process.version}, ${cpus().length} cores; medians of ${runs.commands} and ${runs.up} runs\n`,
  );
  const only = [...options].find((option) => option.startsWith('--only='))?.slice('--only='.length);
  const parts = { commands: fiftyTasks, up: eightTasks, watcher: restingWatcher };
  const rows = [];
  for (const [name, part] of Object.entries(parts))
    if (only === undefined || only === name) rows.push(...(await part(playground)));
  print(rows);
  if (options.has('--check') && rows.some(({ took, bare, limit }) => took / bare > limit))
    process.exitCode = 1;
} finally {
  await playground.end();
}
