/**
 * What `pane status`, `plan` and `up` take beside the work of hosts: 1, 3, 10 and 20 of them with so many tasks in all (1,000), by an `ssh`
 * that answers from a script, for each host's work after a second. Beside it the same requests as `pane` made them, asked of
 * the same `ssh` for all hosts at once and without `pane`: that is what the hosts and this machine take anyway.
 * Run `npm run build` before; `npm run bench:hosts [-- TASKS]`.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const pane = join(import.meta.dirname, '../dist/cli.js');
const TASKS = Number(process.argv[2] ?? 1000);
const HOSTS = [1, 3, 10, 20];
/** What the work of each host takes. */
const HOST_SECONDS = 1;
const RUNS = 3;
const PROMPT = 'Do it. '.repeat(150);

/** In Perl, which git needs anyway: it starts in milliseconds, and reads long lines in one piece. */
const SSH = `#!/usr/bin/perl
use strict;
$| = 1;
my $host = $ARGV[-3];
my $place = $ENV{PLACE};
my $said;
if ($ENV{RECORD}) { open($said, '>', "$place/$host.said"); select((select($said), $| = 1)[0]); }
sub answer { print STDOUT @_; }
sub work { select(undef, undef, undef, ${HOST_SECONDS}); }
answer(qq({"pane":"rpc","protocol":PROTOCOL,"version":"0.0.0","machine":{"id":"$host","name":"$host"}}\\n));
my $opening = <STDIN>;
print $said $opening if $said;
my $has = -e "$place/$host" ? 'true' : 'false';
answer(qq({"open":{"clone":"c","hasList":$has}}\\n));
while (my $line = <STDIN>) {
  my ($id, $do) = $line =~ /^\\{"id":"(\\w+)","do":"(\\w+)"/;
  print $said $line if $said;
  if ($do eq 'run') {
    work();
    my $printed = 'e30='; # {}
    if ($line =~ /"command":"status"/) { local $/; open(my $f, '<', "$place/$host"); $printed = <$f>; }
    answer(qq({"id":"$id","out":"$printed"}\\n{"id":"$id","end":0}\\n));
  } elsif ($do eq 'plan') { work(); answer(qq({"id":"$id","end":{"operations":[],"notices":[]}}\\n)); }
  elsif ($do eq 'file') { answer(qq({"id":"$id","end":{"held":null}}\\n)); }
  else { answer(qq({"id":"$id","end":{"made":[],"lacks":[],"diverged":[]}}\\n)); }
}
`;

/** Writes what the process took, as it ends: the most memory, in KiB, and the processor's time, in µs, which other load changes little. */
const USAGE = `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require('node:fs').writeFileSync(process.env.PLACE + '/usage', JSON.stringify([maxRSS, userCPUTime + systemCPUTime]));
});`;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

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
  writeFileSync(join(root, 'usage.cjs'), USAGE);
  const run = (args, more = {}) => {
    const begun = performance.now();
    const argv = ['--require', join(root, 'usage.cjs'), pane, ...args];
    const options = { cwd: repository, env: { ...env, ...more }, maxBuffer: 2 ** 30 };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, options);
    if (status !== 0) throw new Error(`${args.join(' ')}: ${status}\n${stderr}`);
    const seconds = (performance.now() - begun) / 1000;
    const [memory, cpu] = JSON.parse(readFileSync(join(root, 'usage'), 'utf8'));
    return { seconds, stdout, memory: memory / 1024, cpu: cpu / 1e6 };
  };

  /** What `pane` said to a host, line by line, each once the one before was answered. */
  const askDirectly = (host) =>
    new Promise((resolve, reject) => {
      const lines = readFileSync(join(root, `${host}.said`), 'utf8').split(/(?<=\n)/);
      const child = spawn('ssh', ['-T', '--', host, 'pane', 'rpc'], { env: { ...env, RECORD: '' } });
      let text = '';
      child.stdout.on('data', (piece) => {
        text += piece;
        const end = text.lastIndexOf('\n');
        const whole = text.slice(0, end + 1);
        text = text.slice(end + 1);
        if (!/"pane":"rpc"|"open":|"end":/.test(whole)) return;
        const line = lines.shift();
        if (line === undefined) child.stdin.end();
        else child.stdin.write(line);
      });
      child.once('error', reject);
      child.once('close', resolve);
    });

  const measure = async (args, hosts, when = '') => {
    run(args, { RECORD: '1' });
    const direct = [];
    const taken = [];
    for (let left = RUNS; left > 0; left -= 1) {
      const begun = performance.now();
      await Promise.all(hosts.map(askDirectly));
      direct.push((performance.now() - begun) / 1000);
      taken.push(run(args));
    }
    const [without, all] = [median(direct), median(taken.map(({ seconds }) => seconds))];
    const memory = Math.max(...taken.map((each) => each.memory));
    const cpu = median(taken.map((each) => each.cpu));
    const beside = `${(all - without).toFixed(2)} s more, ${(all / without).toFixed(2)} times`;
    console.log(
      `${args[0]}${when}, ${hosts.length} hosts, ${TASKS} tasks: ${all.toFixed(2)} s, without pane ${without.toFixed(2)} s: ${beside}; ${cpu.toFixed(2)} s of the processor, at most ${memory.toFixed(0)} MiB (load ${loadavg()[0]?.toFixed(1)})`,
    );
  };

  const write = (hosts, tasks) => {
    const entries = hosts.map((name) => `  ${name}: { ssh: ${name}, path: ~/app }\n`);
    const lines = tasks.map((task) => `  - ${JSON.stringify(task)}\n`);
    const text = `hosts:\n${entries.join('')}tasks:\n${lines.join('')}`;
    writeFileSync(join(repository, 'pane.config.yaml'), text);
  };
  for (const count of HOSTS) {
    const hosts = Array.from({ length: count }, (_, index) => `h${count}-${index}`);
    const tasks = Array.from({ length: TASKS }, (_, index) => ({
      name: `t${count}-${index}`,
      host: hosts[index % count],
      prompt: PROMPT,
    }));
    write(hosts, tasks);
    run(['trust', '--yes']);
    // The rows as `pane` has them, since nothing is there yet.
    const { tasks: rows } = JSON.parse(run(['status', '--json']).stdout.toString());
    await measure(['plan'], hosts, ' of the first up');
    run(['up', '--once']);
    for (const host of hosts) {
      const own = rows
        .filter((row) => row.host === host)
        .map((row) => ({ ...row, host: null, state: 'working' }));
      const document = { tasks: own, orphans: [], archived: [], pending: 0, warnings: [], watcher: {} };
      writeFileSync(join(root, host), Buffer.from(JSON.stringify(document)).toString('base64'));
    }
    for (const args of [['status'], ['plan'], ['up', '--once']]) await measure(args, hosts);
    // Nothing of them stays known.
    rmSync(join(repository, '.git/pane/watch'), { recursive: true });
  }
} finally {
  rmSync(root, { recursive: true });
}
