/**
 * Texts of all kinds and sizes typed into programs that read in different ways, some of which are not there for it.
 * `npm run test:send` does the first of these a thousand times.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { makeText, READERS, whatIsWrong } from '../support/typed-load.mjs';

type Kind = keyof typeof READERS;
const KINDS: readonly Kind[] = ['pastes', 'keys', 'lines'];

/** Reads keys when the file `go` is there; the terminal has made a line feed of an Enter that was typed before. */
const late = `#!/bin/sh
until [ -e "$READ_INTO/go" ]; do sleep 0.05; done
exec keys
`;

/** Ends at the first that is typed, which it does not read to its end. */
const short = `#!/bin/sh\nread line\nexit 3\n`;

async function readersIn(sandbox: Sandbox, tasks: Readonly<Record<string, string>>): Promise<TestProject> {
  const scripts: Readonly<Record<string, string>> = { ...READERS, late, short };
  for (const [name, script] of Object.entries(scripts)) {
    await sandbox.write(`bin/${name}`, script, { mode: 0o755 });
  }
  sandbox.env.READ_INTO = sandbox.root;
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: Object.fromEntries(
      Object.entries(tasks).map(([name, command]) => [name, { command: [command], prompt: 'none' }]),
    ),
    tasks: Object.keys(tasks).map((name) => ({ name, agent: name })),
    env_pass: ['READ_INTO'],
  });
  await project.upDone();
  return project;
}

const read = (sandbox: Sandbox, kind: string) =>
  existsSync(sandbox.path(`read-${kind}`)) ? readFileSync(sandbox.path(`read-${kind}`), 'utf8') : '';

test('texts of 1 to 50 kB arrive exactly and once, or are refused with the reason', async () => {
  await using sandbox = await Sandbox.create();
  const project = await readersIn(sandbox, { pastes: 'pastes', keys: 'keys', lines: 'lines' });
  const numbers = [15, 16, 17, 18]; // the last has a line that is too long for a terminal
  const sendTo = async (kind: Kind) => {
    // Two at a time, which must not mix.
    const ended = await Promise.all(
      numbers.map((number) => project.pane(['send', kind, '-'], { input: makeText(number).sent })),
    );
    const refused = ended.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr);
    return { sent: numbers.filter((_number, index) => ended[index]?.exitCode === 0), refused };
  };
  for (const kind of KINDS) {
    const { sent, refused } = await sendTo(kind);
    if (kind !== 'lines') expect(refused).toEqual([]);
    for (const reason of refused) expect(reason).toContain('reads plain lines of at most 4095 bytes');
    await eventually(() => expect(whatIsWrong(kind, read(sandbox, kind), sent)).toEqual([]));
  }
});

test('what is typed for an agent that ends meanwhile is not run by the shell that follows it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await readersIn(sandbox, { short: 'short' });
  const input = `first\n${`${'y'.repeat(3000)}\n`.repeat(5)}touch "$READ_INTO/was-run"\n`.repeat(3);
  const sent = await project.pane(['send', 'short', '-'], { input });
  expect(sent).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('short is now exited') });
  await eventually(async () =>
    expect((await project.pane(['peek', 'short'])).stdout).toContain('ended with exit code 3'),
  );
  // The shell is there, and has nothing else to do.
  await project.pane(['keys', 'short', 'echo $((40 + 2))', 'Enter']);
  await eventually(async () => expect((await project.pane(['peek', 'short'])).stdout).toMatch(/^42$/m));
  expect(existsSync(sandbox.path('was-run'))).toBe(false);
  const later = await project.pane(['send', 'short', 'touch run']);
  expect(later).toMatchObject({ exitCode: 1, stderr: 'short: not sent: it is exited\n' });
});

test('a program that does not read its keys yet, or takes no input, is not typed into', async () => {
  await using sandbox = await Sandbox.create();
  const project = await readersIn(sandbox, { goose: 'late', keys: 'keys' });
  const early = await project.pane(['send', 'goose', 'too early']);
  expect(early).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is not reading keys') });
  const patient = sandbox.startPane(['-C', 'repo', 'send', '--when', 'idle', 'goose', 'now']);
  await sandbox.write('go', '');
  expect(await patient.ended).toMatchObject({ exitCode: 0, stderr: 'goose: sent\n' });
  await eventually(() => expect(read(sandbox, 'keys')).toBe('now\r'));

  const { pane } = await project.task('keys');
  await sandbox.tmux('select-pane', '-d', '-t', pane ?? '');
  const off = await project.pane(['send', 'keys', 'nothing']);
  expect(off).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('takes no input') });
});
