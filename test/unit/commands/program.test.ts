/**
 * The command line up to where a command's work begins.
 */
import { expect, test } from 'vitest';
import { run } from '../../../src/commands/program.ts';
import type { Context } from '../../../src/context.ts';
import type { PaneError } from '../../../src/errors.ts';
import { plainContext } from '../../support/context.ts';

interface Recorded extends Context {
  readonly written: { out: string; err: string };
}

function recordingContext(): Recorded {
  const written = { out: '', err: '' };
  return {
    written,
    ...plainContext({
      program: { node: '/node', script: '/cli.js', version: '1.2.3' },
      stdout: (text) => {
        written.out += text;
      },
      stderr: (text) => {
        written.err += text;
      },
    }),
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

test.each([
  [['stauts'], 'no such command: stauts | Did you mean status?'],
  [['remove', 'login'], 'no such command: remove | Did you mean archive?'],
  [['new'], 'no such command: new | Did you mean add?'],
  [['help', 'stauts'], 'no such command: stauts | Did you mean status?'],
  [['exec', 'login', 'ls', '-la'], 'no such option: -la | For example: pane exec TASK -- COMMAND…'],
  [['up', '--onec'], 'no such option: --onec | Did you mean --once?'],
  [['up', '--onec=3'], 'no such option: --onec=3 | Did you mean --once?'],
  [['up', '-x'], 'no such option: -x | See `pane up --help`.'],
  [
    ['add', '-- text'],
    'no such option: -- text | If it is the prompt, put `--` before it: pane add -- "PROMPT"',
  ],
  [
    ['add', '--foo', 'x'],
    'no such option: --foo | If it is the prompt, put `--` before it: pane add -- "PROMPT"',
  ],
  [['add', '--nmae', 'x'], 'no such option: --nmae | Did you mean --name?'],
  [
    ['send', 'login', '-x'],
    'no such option: -x | If it is the text, put `--` before it: pane send TASK -- "TEXT"',
  ],
  [
    ['keys', 'login', '-x'],
    'no such option: -x | If it is the key, put `--` before it: pane keys TASK -- KEY…',
  ],
  [['xp'], 'no such command: xp | See `pane --help`.'],
  [['-x'], 'no such option: -x | See `pane --help`.'],
  [['up', '-f'], '--file requires a value | For example: --file FILE'],
  [['archive'], 'a task is required | For example: pane archive login-rewrite'],
  [['keys'], 'a task is required | For example: pane keys login-rewrite Down Enter'],
  [['keys', 'login'], 'a key is required | For example: pane keys login-rewrite Down Enter'],
  [['rename', 'login'], 'a new name is required | For example: pane rename web api'],
  [['path', 'a', 'b'], 'path takes 1 argument, not 2 | For example: cd "$(pane path login-rewrite)"'],
  [['doctor', 'a'], 'doctor takes no arguments | For example: pane doctor'],
  [
    ['completion', 'tcsh'],
    'the shell must be bash, zsh or fish, not "tcsh" | For example: source <(pane completion bash)',
  ],
  [['-C', '/no/such/directory', 'status'], '-C: no such directory: /no/such/directory'],
  [['up', '--attach', '--json'], "--attach and --json can't be used together"],
  [['config', '--schema', '--json'], "--schema and --json can't be used together"],
  [['restore', 'a', '--detach', '--onto-branch', 'b'], "--detach and --onto-branch can't be used together"],
  [['add', 'text', '--prompt-file', 'x'], "a prompt and --prompt-file can't be used together"],
  [['add'], 'a prompt, --prompt-file or --name is required | For example: pane add "Rewrite the login page"'],
  [
    ['add', 'fix', 'the', 'bug'],
    'add takes 1 argument, not 3 | Put the prompt in quotes, for example: pane add "Rewrite the login page"',
  ],
  [
    ['send', 'login', 'go', 'on'],
    'send takes 2 arguments, not 3 | Put the text in quotes, for example: pane send login-rewrite "Add tests for the empty form"',
  ],
  [['exec', 'login', 'ls'], 'put the command after `--` | For example: pane exec TASK -- COMMAND…'],
  [['exec', '--', 'ls'], 'exactly one task is required | For example: pane exec TASK -- COMMAND…'],
  [['exec', '--all', 'login', '--', 'ls'], '--all takes no task | For example: pane exec --all -- COMMAND…'],
  [['exec', 'login', '--'], 'put the command after `--` | For example: pane exec TASK -- COMMAND…'],
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
