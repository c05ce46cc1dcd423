/**
 * What happens on hosts, and where somebody is waited for: told as if it were one machine.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { HostsProject } from '../support/hosts-project.ts';
import { processesOf } from '../support/processes.ts';
import { builtCommand } from '../support/sandbox.ts';
import { toldAgents, writeToldAgent } from '../support/told-agent.ts';

interface Told {
  readonly seq: number;
  readonly time: string;
  readonly kind: string;
  readonly host?: string;
  readonly task?: string;
  readonly outcome?: string;
}

const toldIn = (text: string): Told[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

const inShort = ({ host = 'here', kind, task = '', outcome = '' }: Told) =>
  `${host} ${kind} ${task} ${outcome}`.trim();

test('events of all machines, joined by time, followed through a cut, and since a number of each', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, { name: 'far', host: 'big' }]);
  const { project, big, sandbox } = it;
  await project.pane(['trust', '--yes']);
  const empty = await project.pane(['events']);
  expect(empty).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  await project.upDone();
  const stored = await project.pane(['events']);
  expect(stored).toMatchObject({ exitCode: 0, stderr: '' });
  const events = toldIn(stored.stdout);
  const times = events.map(({ time }) => Date.parse(time));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(events.map(inShort)).toContain('here operation-ended near done');
  expect(events.map(inShort)).toContain('big operation-ended far done');
  const ofFar = toldIn((await project.pane(['events', 'far'])).stdout);
  expect(new Set(ofFar.map(({ host }) => host))).toEqual(new Set(['big']));
  expect((await project.pane(['events', '--since', '3'])).stderr).toContain(
    'each machine counts its own events',
  );
  // Followed through a lost connection: nothing is missing, and nothing comes twice.
  const following = sandbox.startPane(['events', '--follow', '--since', '1h'], { cwd: it.repository.path });
  await eventually(() => expect(toldIn(following.stdout)).toHaveLength(events.length));
  await eventually(() =>
    processesOf(sandbox.root).some(({ command }) => command.includes('--follow --since')),
  );
  const { ssh } = big;
  await project.pane(['down', 'far']);
  const closed = 'big operation-ended far done';
  const count = () => toldIn(following.stdout).filter((each) => inShort(each) === closed).length;
  const before = events.filter((each) => inShort(each) === closed).length;
  await eventually(() => expect(count()).toBe(before + 1));
  await big.becomes('down');
  process.kill(ssh, 'SIGKILL');
  await eventually(() => expect(following.stderr).toMatch(/warning: .*big.*; it is asked again\n/));
  // What happens there meanwhile, by whoever is there.
  await big.pane('up', '--once', '--wait=60');
  await project.pane(['down', 'near']);
  await eventually(() => expect(toldIn(following.stdout).map(inShort).at(-1)).toMatch(/^here/));
  expect(await project.pane(['events'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('"task":"near"'),
    stderr: expect.stringContaining('could not reach big'),
  });
  await big.becomes('up');
  await eventually(() => expect(following.stderr).toContain('big answers again\n'));
  const all = async () => toldIn((await project.pane(['events'])).stdout);
  await eventually(async () =>
    expect(
      toldIn(following.stdout)
        .map(({ host, seq }) => `${host} ${seq}`)
        .sort(),
    ).toEqual((await all()).map(({ host, seq }) => `${host} ${seq}`).sort()),
  );
  following.kill();
  expect(await following.ended).toMatchObject({ exitCode: 0 });
  // Going on where a reader was.
  const last = Math.max(...ofFar.map(({ seq }) => seq));
  const ran = await project.pane(['events', '--since', `99999,big=${last}`]);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const rest = toldIn(ran.stdout);
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.every(({ host, seq }) => host === 'big' && seq > last)).toBe(true);
});

test('next goes to the host whose task waits, and says what could not be asked', async () => {
  const agent = { agent: 'drawn', prompt: undefined };
  await using it = await HostsProject.create(
    [
      { name: 'near', ...agent },
      { name: 'far', host: 'big', ...agent },
      { name: 'other', host: 'big', ...agent },
    ],
    { agents: { ...toldAgents, stub: { command: ['stub'] } } },
  );
  const { project, big, sandbox } = it;
  await writeToldAgent(sandbox);
  await project.upDone();
  const draws = async (socket: string, task: string, text: string) =>
    await sandbox.tmuxAt(socket, 'send-keys', '-t', `:=${task}`, `draw ${text}`, 'Enter');
  const pane = `'${process.execPath}' '${builtCommand}'`;
  const environment = Object.entries(sandbox.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  let terminals = 0;
  const next = async (): Promise<string> => {
    terminals += 1;
    const name = `t${terminals}`;
    const script = `unset TMUX TMUX_PANE; cd repo; ${pane} next; echo "ended with $?"; cat`;
    await sandbox.tmuxAt('desk', 'new-session', '-d', '-s', name, ...environment, 'sh', '-c', script);
    return name;
  };
  const shows = async (name: string, text: string) =>
    await eventually(async () =>
      expect(await sandbox.tmuxAt('desk', 'capture-pane', '-p', '-t', `=${name}:`)).toContain(text),
    );
  const none = await project.pane(['next']);
  expect(none).toMatchObject({ exitCode: 0, stderr: 'no agent waits for you or is stuck\n' });
  await draws(big.socket, 'other', 'Proceed?');
  await project.eventually({ other: 'waiting' });
  expect(await project.pane(['next'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/other on big waits for you[\s\S]*`pane attach other`/),
  });
  await shows(await next(), 'Proceed?');
  expect(await sandbox.tmuxAt(big.socket, 'list-clients', '-F', '#{window_name}')).toBe('other');
  await sandbox.tmuxAt(big.socket, 'detach-client', '-a');
  await sandbox.tmuxAt(big.socket, 'detach-client');
  await shows('t1', 'ended with 0');
  await big.becomes('down');
  expect(await project.pane(['next'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/could not reach big[\s\S]*no agent waits for you or is stuck/),
  });
  await draws(sandbox.socket, 'near', 'Proceed here?');
  await eventually(async () => expect((await project.pane(['status'])).stdout).toMatch(/near .*waiting/));
  await shows(await next(), 'Proceed here?');
});

test('report and plan --night tell of all machines, what is of one alone says so', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, { name: 'far', host: 'big' }]);
  const { project, big } = it;
  await project.upDone();
  const report = await project.pane(['report']);
  expect(report).toMatchObject({ exitCode: 0, stderr: '' });
  expect(report.stdout).toMatch(
    /: 2 tasks: .*\n\nTASK +HOST +STATE[\s\S]*\nnear {2,}[a-z]+ [\s\S]*\nfar +big +[a-z]+ /,
  );
  expect((await project.pane(['report', 'far', '--markdown', '--since', '1h'])).stdout).toMatch(
    /\n\| Task \| Host \|[^\n]*\n[^\n]*\n\| far \| big \|[^\n]*\n(?!\|)/,
  );
  await it.write([{ name: 'near' }, { name: 'far', host: 'big' }, { name: 'new', host: 'big' }]);
  const night = await project.pane(['plan', '--night']);
  expect(night).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^warning: big was not sent new yet/),
  });
  expect(night.stdout).toMatch(
    /^1 task\.\n\nTASK[\s\S]*\nnear [\s\S]*\n\nOn big: 1 task\.\n\nTASK[\s\S]*\nfar /,
  );
  const { hosts } = JSON.parse((await project.pane(['plan', '--night', '--json', 'far'])).stdout);
  expect(hosts).toMatchObject([{ name: 'big', tasks: [{ name: 'far' }], unsent: [] }]);
  expect(await project.pane(['path', 'far'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('`pane exec far -- pwd` prints the path'),
  });
  const all = await project.pane(['status', '--all']);
  expect(all.stdout).toMatch(
    /warning: hosts were not asked: big \(2 tasks\); `pane -C \S+ status -f \S+` does/,
  );
  const up = await project.pane(['up', '--all', '--once']);
  expect(up.stdout).toMatch(/pane\.config\.yaml: hosts were not asked: big; `pane up` there does\n/);
  await big.becomes('down');
  const later = await project.pane(['report', '--json']);
  expect(later).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('could not reach big') });
  expect(JSON.parse(later.stdout)).toMatchObject({ unasked: ['big'], tasks: [{ task: 'near' }] });
  expect(await project.pane(['plan', '--night'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/\nnear /),
    stderr: expect.stringContaining('could not reach big'),
  });
});
