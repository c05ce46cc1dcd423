/**
 * `pane exec` in a job, as if it were here; and what is left of a job whose processes do not want to end.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { builtCommand } from '../support/sandbox.ts';
import { Cluster } from './bed/cluster.ts';

/** From here on nothing asks it to end: neither the end of its terminal nor TERM. */
const STUBBORN = "trap '' HUP TERM INT";

test('exec has the terminal or the pipes, and down leaves nothing that ran in the job', async () => {
  await using it = await Cluster.create({
    agents: { stub: { command: `${STUBBORN}; setsid sleep 986 & sleep 987 & exec stub` } },
    slurm: { cpus: 1 },
    tasks: ['one'],
  });
  const { project, sandbox } = it;
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await it.becomes('one', 'running');
  await sandbox.launched(1);
  const node = await it.nodeOf('one');
  const job = readFileSync(`${it.directory('one')}/job`, 'utf8').trim();
  const script = 'echo "$SLURM_JOB_ID $SLURMD_NODENAME $PANE_TASK"; pwd -P; cat; echo err >&2; exit 7';
  const ran = await project.pane(['exec', 'one', '--', 'sh', '-c', script], { input: 'a\n$(b)\n' });
  expect([ran.exitCode, ran.stdout]).toEqual([
    7,
    `${job} ${node} one\n${it.repository}.worktrees/one\na\n$(b)\n`,
  ]);
  expect(ran.stderr).toContain('err\n');
  const words = ['a b', '$(touch x)', "it's", '"', 'new\nline', '', '%j', '--', '*', '-n', '\\', 'é'];
  const printed = await project.pane(['exec', 'one', '--', 'printf', '<%s>', ...words]);
  expect([printed.exitCode, printed.stdout]).toEqual([0, words.map((word) => `<${word}>`).join('')]);
  const long = 'x'.repeat(3_000_000);
  const counted = await project.pane(['exec', 'one', '--', 'cat'], { input: long });
  expect(counted.stdout.length).toBe(long.length);
  for (const [word, code] of [
    ['nonesuch', 127],
    ['/etc/passwd', 126],
  ] as const)
    expect(await project.pane(['exec', 'one', '--', word])).toMatchObject({ exitCode: code });

  // A terminal: its size, its keys, Ctrl-C.
  const inTerminal =
    'tty; stty size; trap "echo caught; exit 9" INT; read -r line; echo "read $line"; read -r line';
  const command = `trap : INT; cd "$1"; '${process.execPath}' '${builtCommand}' exec one -- sh -c '${inTerminal}'; echo "ended with $?"; cat`;
  const environment = Object.entries(sandbox.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const size = ['-x', '91', '-y', '17'];
  const words2 = ['sh', '-c', command, 'sh', it.repository];
  await sandbox.tmuxAt('host', 'new-session', '-d', '-s', 'user', ...size, ...environment, ...words2);
  const shows = (text: string) =>
    eventually(async () => {
      const screen = await sandbox.tmuxAt('host', 'capture-pane', '-p', '-t', '=user:');
      if (!screen.includes(text)) throw new Error(screen);
    });
  await shows('17 91');
  await sandbox.tmuxAt('host', 'send-keys', '-t', '=user:', 'some words', 'Enter');
  await shows('read some words');
  await sandbox.tmuxAt('host', 'send-keys', '-t', '=user:', 'C-c');
  await shows('caught');
  await shows('ended with 9');

  const daemon = `${STUBBORN}; setsid sleep 988 >/dev/null 2>&1 &`;
  expect(await project.pane(['exec', 'one', '--', 'sh', '-c', daemon])).toMatchObject({ exitCode: 0 });
  const stubborn = () => it.processesOn(node, /^sleep 98[678]$/);
  expect(await stubborn()).toHaveLength(3);
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(`${it.directory('one')}/job-end`, 'utf8')).toMatch(/^end term\nleft 0\njob \d+\n$/);
  expect(await stubborn()).toEqual([]);
  expect(await it.processesOn(node, /^tmux /)).toEqual([]);

  // Nor where somebody cancels it: Slurm kills what it knows of, which a tmux server and what runs in it are not.
  expect(await project.up(['one'])).toMatchObject({ exitCode: 0 });
  await it.becomes('one', 'running');
  await sandbox.launched(2);
  const second = await it.nodeOf('one');
  await sandbox.output('scancel', ['--me']);
  await it.becomes('one', 'stopped', 'its job was cancelled');
  expect(readFileSync(`${it.directory('one')}/job-end`, 'utf8')).toMatch(/^end term\nleft 0\njob \d+\n$/);
  expect(await it.processesOn(second, /^tmux |^sleep 98[678]$/)).toEqual([]);
});
