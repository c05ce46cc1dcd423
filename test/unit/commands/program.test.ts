/**
 * The command line up to where a command's work begins.
 */
import { expect, test } from 'vitest';
import { run } from '../../../src/commands/program.ts';
import type { Context } from '../../../src/context.ts';
import type { PaneError } from '../../../src/errors.ts';

interface Recorded extends Context {
  readonly written: { out: string; err: string };
}

function recordingContext(): Recorded {
  const written = { out: '', err: '' };
  return {
    written,
    cwd: '/',
    env: {},
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: 80,
    rows: 24,
    readStdin: async () => '',
    ask: async () => null,
    signal: new AbortController().signal,
    pid: 1,
    program: { node: '/node', script: '/cli.js', version: '1.2.3' },
  };
}

async function usageError(...argv: readonly string[]): Promise<string> {
  const context = recordingContext();
  const error: PaneError = await run(argv, context).then(
    () => Promise.reject(new Error('it was accepted')),
    (thrown: unknown) => thrown as PaneError,
  );
  expect(error.code).toBe('usage');
  expect(context.written).toEqual({ out: '', err: '' });
  return error.hint === undefined ? error.message : `${error.message} | ${error.hint}`;
}

test('alone it prints the help', async () => {
  const context = recordingContext();
  expect(await run([], context)).toBe(0);
  expect(context.written.out).toMatch(/^Usage: pane \[options\] \[command\]\n/);
  expect(context.written.err).toBe('');
});

test.each([[['up', '--help']], [['help', 'up']], [['up', '-h']]])(
  '%j prints help with examples',
  async (argv) => {
    const context = recordingContext();
    expect(await run(argv, context)).toBe(0);
    expect(context.written.out).toMatch(/^Usage: pane up \[options\] \[task\.\.\.\]\n/);
    expect(context.written.out).toContain('\nExamples:\n  pane up\n');
  },
);

test('the version is data', async () => {
  const context = recordingContext();
  expect(await run(['--version'], context)).toBe(0);
  expect(context.written).toEqual({ out: '1.2.3\n', err: '' });
});

test('without a command the help is an answer, but not a success', async () => {
  const context = recordingContext();
  expect(await run(['-C', '/'], context)).toBe(2);
  expect(context.written.err).toMatch(/^Usage: /);
});

const more = (command: string) => `\`pane ${command} --help\` tells more.`;

test.each([
  [['stauts'], "unknown command 'stauts' | Did you mean status?"],
  [['remove', 'login'], "unknown command 'remove' | Did you mean archive?"],
  [['new'], "unknown command 'new' | Did you mean add?"],
  [['help', 'stauts'], "unknown command 'stauts' | Did you mean status?"],
  [['exec', 'login', 'ls', '-la'], "unknown option '-la' | As in: pane exec TASK -- COMMAND…"],
  [['up', '--onec'], "unknown option '--onec' | Did you mean --once?"],
  [['archive'], `missing required argument 'task' | ${more('archive')}`],
  [['path', 'a', 'b'], `too many arguments for 'path'. Expected 1 argument but got 2. | ${more('path')}`],
  [
    ['completion', 'tcsh'],
    `command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish. | ${more('completion')}`,
  ],
  [['-C', '/no/such/directory', 'status'], '-C: there is no directory /no/such/directory'],
  [['up', '--attach', '--json'], '--attach and --json exclude each other'],
  [['config', '--schema', '--json'], '--schema and --json exclude each other'],
  [['restore', 'a', '--detach', '--onto-branch', 'b'], '--detach and --onto-branch exclude each other'],
  [['add', 'text', '--prompt-file', 'x'], 'a prompt and --prompt-file exclude each other'],
  [
    ['add'],
    'a prompt, --prompt-file or at least --name is needed | For example: pane add "Rewrite the login page"',
  ],
  [
    ['add', 'fix', 'the', 'bug'],
    'too many arguments for \'add\'. Expected 1 argument but got 3. | Put the prompt in quotes, as in: pane add "Rewrite the login page"',
  ],
  [
    ['send', 'login', 'go', 'on'],
    'too many arguments for \'send\'. Expected 2 arguments but got 3. | Put the text in quotes, as in: pane send login-rewrite "Add tests for the empty form"',
  ],
  [['exec', 'login', 'ls'], 'the command has to stand after `--` | As in: pane exec TASK -- COMMAND…'],
  [['exec', '--', 'ls'], 'exactly one task has to be named | As in: pane exec TASK -- COMMAND…'],
  [['exec', '--all', 'login', '--', 'ls'], '--all takes no task | As in: pane exec --all -- COMMAND…'],
  [['exec', 'login', '--'], 'the command has to stand after `--` | As in: pane exec TASK -- COMMAND…'],
])('%j: %s', async (argv, message) => {
  expect(await usageError(...argv)).toBe(message);
});

test('completion scripts come from the same commands', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const context = recordingContext();
    expect(await run(['completion', shell], context)).toBe(0);
    for (const word of ['restore', 'onto-branch', 'exit-code', 'ps'])
      expect(context.written.out).toContain(word);
  }
});

test('what completion asks for is never an error', async () => {
  for (const argv of [['complete'], ['complete', 'nonsense'], ['complete', 'tasks', '-C']]) {
    const context = recordingContext();
    expect(await run(argv, context)).toBe(0);
    expect(context.written).toEqual({ out: '', err: '' });
  }
});
