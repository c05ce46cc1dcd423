/**
 * The test bed: a laptop and hosts, wired one by one, with an sshd on each host and the built `pane` on all of them.
 *
 *     await using bed = await Bed.create(['big', 'small']);
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import type { Ran, Running } from '../../support/processes.ts';
import { Machine, type RunOptions, USER } from './machine.ts';

/** The project, in each clone. */
export const CLONE = '/home/me/src/my-app';

/** Directory of the run: made, and removed in the end, by `scripts/test-hosts.mjs`. */
function runDirectory(): string {
  const { PANE_BED } = process.env;
  if (PANE_BED === undefined) throw new Error('run it with `npm run test:hosts`');
  return PANE_BED;
}

export interface HostOptions {
  /** More lines for its sshd's configuration. */
  readonly sshd?: readonly string[];
  /** Without a clone and a `pane`. */
  readonly isBare?: boolean;
}

export class Bed implements AsyncDisposable {
  readonly laptop: Machine;
  readonly hosts: ReadonlyMap<string, Machine>;
  readonly directory: string;

  static async create(hosts: Readonly<Record<string, HostOptions>>, { isBare = false } = {}): Promise<Bed> {
    const bed = new Bed(hosts);
    await Promise.all([bed.laptop, ...bed.hosts.values()].map((machine) => machine.boot()));
    await bed.#makeRepository();
    for (const [name, host] of bed.hosts) await bed.wire(name, host);
    const installed = [...bed.hosts.values()].filter(({ name }) => hosts[name]?.isBare !== true);
    for (const machine of isBare ? [] : [bed.laptop, ...installed]) await bed.install(machine);
    return bed;
  }

  private constructor(hosts: Readonly<Record<string, HostOptions>>) {
    this.directory = mkdtempSync(join(runDirectory(), 'b'));
    const git = join(this.directory, 'git');
    mkdirSync(git);
    execFileSync('chmod', ['755', this.directory]);
    execFileSync('chown', [`${USER}:${USER}`, git]);
    const machine = (name: string) => new Machine(name, join(this.directory, name), git);
    this.laptop = machine('laptop');
    this.hosts = new Map(Object.keys(hosts).map((name) => [name, machine(name)]));
    this.#makeKeys(hosts);
  }

  host(name: string): Machine {
    const found = this.hosts.get(name);
    if (found === undefined) throw new Error(`no host ${name}`);
    return found;
  }

  /** Each host has another port; the laptop knows them by the configuration of its ssh. */
  #makeKeys(hosts: Readonly<Record<string, HostOptions>>): void {
    const key = (path: string): string => {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bed', '-f', path]);
      return readFileSync(`${path}.pub`, 'utf8').trim();
    };
    const { laptop } = this;
    const own = key(laptop.home('.ssh/id_ed25519'));
    const names = [...this.hosts.keys()];
    const at = (index: number) => ({ address: `10.77.${index + 1}.2`, port: 2201 + index });
    const known = names.map((name, index) => {
      const host = this.host(name);
      const { port } = at(index);
      const lines = [
        `Port ${port}`,
        'HostKey /mnt/machine/etc/host_key',
        'PidFile /mnt/machine/sshd.pid',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'UseDNS no',
        'PrintMotd no',
        'MaxStartups 100',
        ...(hosts[name]?.sshd ?? []),
      ];
      host.write('etc/sshd_config', `${lines.join('\n')}\n`);
      host.write('home/.ssh/authorized_keys', `${own}\n`, 0o600);
      return `[${name}.example]:${port} ${key(host.path('etc/host_key'))}\n`;
    });
    laptop.write('home/.ssh/known_hosts', known.join(''));
    const entries = names.map((name, index) => `Host ${name}.example\n  Port ${at(index).port}\n`);
    laptop.write('home/.ssh/config', entries.join(''), 0o600);
    const addresses = names.map((name, index) => `${at(index).address} ${name}.example\n`);
    laptop.write('etc/hosts', `127.0.0.1 localhost laptop\n${addresses.join('')}`);
    laptop.own();
  }

  /** A cable between the laptop's device, which is named for the host, and the host's `eth0`. */
  async wire(name: string, host: Machine): Promise<void> {
    const number = [...this.hosts.keys()].indexOf(name) + 1;
    const inside = (machine: Machine, line: string): void => {
      execFileSync('nsenter', ['-t', String(machine.pid), '-n', 'ip', ...line.split(' ')]);
    };
    inside(this.laptop, `link add ${name} type veth peer name eth0 netns ${host.pid}`);
    inside(this.laptop, `address add 10.77.${number}.1/24 dev ${name}`);
    inside(this.laptop, `link set ${name} up`);
    inside(host, `address add 10.77.${number}.2/24 dev eth0`);
    inside(host, 'link set eth0 up');
  }

  /** The power of a host is cut. */
  async kill(name: string): Promise<void> {
    await this.link(name, 'down');
    await this.host(name).die();
  }

  async startAgain(name: string): Promise<void> {
    await this.host(name).startAgain();
    await this.link(name, 'up');
  }

  async link(name: string, state: 'up' | 'down'): Promise<void> {
    await this.laptop.root(`ip link set ${name} ${state}`);
    // An address that could not be found out is not asked for again for a while.
    if (state === 'up') await this.laptop.root(`ip neighbour flush dev ${name}`);
  }

  /** As the host sees it. */
  addressOfLaptop(host: string): string {
    return `10.77.${[...this.hosts.keys()].indexOf(host) + 1}.1`;
  }

  async #makeRepository(): Promise<void> {
    await this.laptop.sh(
      `git init -q /tmp/first && cd /tmp/first && echo '# My app' >README.md && echo .env >.gitignore && git add . && git commit -qm Begin &&
       git clone -q --bare /tmp/first /mnt/git/my-app.git && rm -r /tmp/first`,
    );
  }

  /** The `pane` of this build, as `npm install -g` puts it there, and a clone. */
  async install(machine: Machine): Promise<void> {
    const installed = join(runDirectory(), 'installed');
    cpSync(installed, machine.home('.local'), { recursive: true, verbatimSymlinks: true });
    machine.own();
    // What ssh runs gets the PATH of sshd, and bash reads this file there.
    machine.write('home/.bashrc', 'export PATH=/home/me/.local/bin:/mnt/bin:$PATH\n');
    await machine.sh(`git clone -q /mnt/git/my-app.git ${CLONE}`);
  }

  /** `pane` on the laptop. */
  pane(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.laptop.run('pane', args, { cwd: CLONE, ...options });
  }

  startPane(args: readonly string[], options: RunOptions = {}): Running {
    return this.laptop.start('pane', args, { cwd: CLONE, ...options });
  }

  /** Must succeed. */
  async done(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const ran = await this.pane(args, options);
    if (ran.exitCode === 0) return ran;
    throw new Error(`pane ${args.join(' ')}: ${ran.exitCode}\n${ran.stderr}${ran.stdout}`);
  }

  /** Writes the project's file, in JSON, which YAML includes. */
  writeFile(content: Readonly<Record<string, unknown>>): void {
    const { tasks, ...rest } = content;
    const whole = {
      hosts: Object.fromEntries([...this.hosts.keys()].map((name) => [name, this.entry(name)])),
      agents: { stub: { command: ['stub'], resume: ['--again'] } },
      defaults: { agent: 'stub' },
      ...rest,
      tasks,
    };
    this.laptop.write('home/src/my-app/pane.config.yaml', `${JSON.stringify(whole, null, 2)}\n`);
  }

  entry(name: string): { readonly ssh: string; readonly path: string } {
    return { ssh: `me@${name}.example`, path: '~/src/my-app' };
  }

  /** `{ TASK: STATE }`, whatever the exit code. */
  async states(options: RunOptions = {}): Promise<Readonly<Record<string, string>>> {
    const { stdout, stderr } = await this.pane(['status', '--json'], options);
    if (stdout === '') throw new Error(stderr);
    const { tasks }: { tasks: readonly { name: string; state: string }[] } = JSON.parse(stdout);
    return Object.fromEntries(tasks.map(({ name, state }) => [name, state]));
  }

  /** Waits until they are so. */
  async eventually(states: Readonly<Record<string, string>>): Promise<void> {
    await eventually(async () => {
      const now = await this.states();
      const isSo = JSON.stringify(sorted(now)) === JSON.stringify(sorted(states));
      if (!isSo) throw new Error(`not ${JSON.stringify(states)} but ${JSON.stringify(now)}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.laptop, ...this.hosts.values()].map((machine) => machine.end()));
    rmSync(this.directory, { recursive: true });
  }
}

function sorted(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => a.localeCompare(b));
}
