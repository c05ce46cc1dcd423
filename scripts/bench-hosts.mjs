/**
 * What `pane status` and `pane plan` take beside the work of hosts: 1, 3, 10 and 20 of them with 1,000 tasks in all, by an `ssh`
 * that answers from a script after a second. Run `npm run build` before; `npm run bench:hosts`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const pane = join(import.meta.dirname, '../dist/cli.js');
const TASKS = 1000;
/** What the work of each host takes. */
const HOST_SECONDS = 1;
const RUNS = 3;

const SSH = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
echo '{"pane":"rpc","protocol":PROTOCOL,"version":"0.0.0","machine":{"id":"m","name":"m"}}'
read -r opening
echo '{"open":{"clone":"c","hasList":true}}'
while read -r line; do
  id=\${line#*'"id":"'}
  id=\${id%%'"'*}
  case $line in
    *'"do":"run"'*) sleep ${HOST_SECONDS}; printf '{"id":"%s","out":"' "$id"; cat "$PLACE/$2"; printf '"}\\n{"id":"%s","end":0}\\n' "$id" ;;
    *'"do":"plan"'*) sleep ${HOST_SECONDS}; printf '{"id":"%s","end":{"operations":[],"notices":[]}}\\n' "$id" ;;
    *) printf '{"id":"%s","end":{"made":[],"lacks":[],"diverged":[]}}\\n' "$id" ;;
  esac
done
`;

const root = mkdtempSync(join(tmpdir(), 'pane-hosts-'));
try {
  const env = {
    PATH: `${root}/bin:${process.env.PATH}`,
    HOME: root,
    USER: 'bench',
    PLACE: root,
    PANE_TMUX_SOCKET: `${root}/t`,
    GIT_CONFIG_GLOBAL: `${root}/.gitconfig`,
    NO_COLOR: '1',
  };
  const repository = join(root, 'app');
  mkdirSync(join(root, 'bin'));
  mkdirSync(repository);
  const git = (...args) => execFileSync('git', ['-C', repository, ...args], { env });
  git('init', '-q', '-b', 'main');
  const who = ['-c', 'user.name=b', '-c', 'user.email=b@example'];
  git(...who, 'commit', '-q', '--allow-empty', '-m', 'first');
  const source = readFileSync(join(import.meta.dirname, '../src/hosts/protocol.ts'), 'utf8');
  const protocol = /PROTOCOL = (\d+)/.exec(source)?.[1] ?? '1';
  writeFileSync(join(root, 'bin/ssh'), SSH.replace('PROTOCOL', protocol), { mode: 0o755 });
  const run = (...args) => spawnSync(process.execPath, [pane, ...args], { cwd: repository, env });
  for (const count of [1, 3, 10, 20]) {
    const hosts = Array.from({ length: count }, (_, index) => `h${index}`);
    const tasks = Array.from({ length: TASKS }, (_, index) => ({
      name: `t${index}`,
      host: hosts[index % count],
      prompt: 'Do it.',
    }));
    const list = (items, line) => items.map(line).join('');
    writeFileSync(
      join(repository, 'pane.config.yaml'),
      `hosts:\n${list(hosts, (name) => `  ${name}: { ssh: ${name}, path: ~/app }\n`)}tasks:\n${list(tasks, (task) => `  - ${JSON.stringify(task)}\n`)}`,
    );
    for (const host of hosts) {
      const rows = tasks.filter((task) => task.host === host).map(({ name }) => ({ name, state: 'working' }));
      const document = { tasks: rows, orphans: [], archived: [], pending: 0, warnings: [], watcher: {} };
      writeFileSync(join(root, host), Buffer.from(JSON.stringify(document)).toString('base64'));
    }
    run('trust', '--yes');
    for (const command of ['status', 'plan']) {
      run(command);
      const seconds = Array.from({ length: RUNS }, () => {
        const begun = performance.now();
        const { status, stderr } = run(command);
        if (status !== 0) throw new Error(`${command}: ${status}\n${stderr}`);
        return (performance.now() - begun) / 1000;
      }).sort((a, b) => a - b);
      const took = seconds[Math.floor(RUNS / 2)] ?? 0;
      console.log(
        `${command}, ${count} hosts, ${TASKS} tasks: ${took.toFixed(2)} s, ${(took - HOST_SECONDS).toFixed(2)} s of it beside the hosts' (load ${loadavg()[0]?.toFixed(1)})`,
      );
    }
  }
} finally {
  rmSync(root, { recursive: true });
}
