import { expect, test } from 'vitest';
import { describeCompletion } from '../../../src/commands/completion-tree.ts';
import { commands } from '../../../src/commands/list.ts';
import { formatBash } from '../../../src/ui/completion/completion-bash.ts';
import { Sandbox } from '../../support/sandbox.ts';

// Stands in for `pane complete`: what it is asked, it writes down; what it answers must not be expanded.
const fakePane = `#!/bin/sh
printf '%s\\n' "$*" >> "$PANE_SANDBOX/asked"
[ "$2" = archived ] && { echo old; echo old@k3v9x2m4q7ab; exit; }
echo login; echo logout; echo signup; echo '$(touch "$PANE_SANDBOX/pwned")'
`;

// What bash does at the Tab key, without a terminal: words split as it splits them, the cursor at the end.
const driver = `set -u
source ./pane.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_pane pane "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD - 1]}"
[[ \${#COMPREPLY[@]} -eq 0 ]] || printf '%s\\n' "\${COMPREPLY[@]}"
`;

async function prepared(): Promise<Sandbox> {
  const sandbox = await Sandbox.create();
  await sandbox.write('bin/pane', fakePane, { mode: 0o755 });
  await sandbox.write('pane.bash', formatBash(describeCompletion(commands)));
  await sandbox.write('driver.bash', driver);
  return sandbox;
}

async function complete(sandbox: Sandbox, ...words: readonly string[]): Promise<string[]> {
  const text = await sandbox.output('bash', ['driver.bash', 'pane', ...words]);
  return text === '' ? [] : text.split('\n');
}

test('bash completes commands, options, names of tasks, files and fixed words', async () => {
  await using sandbox = await prepared();
  await sandbox.write('project/other.yaml', '');

  expect(await complete(sandbox, 'rest')).toEqual(['restore', 'restart']);
  expect(await complete(sandbox, '')).toEqual([...commands.map(({ name }) => name), 'help']);
  expect(await complete(sandbox, '--v')).toEqual(['--version']);
  expect(await complete(sandbox, 'up', '--at')).toEqual(['--attach']);
  expect(await complete(sandbox, 'up', 'log')).toEqual(['login', 'logout']);
  expect(await complete(sandbox, 'up', 'login', 's')).toEqual(['signup']);
  expect(await complete(sandbox, 'ls', '-l', 's')).toEqual(['signup']);
  expect(await complete(sandbox, 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(await complete(sandbox, 'wait', '--for', 'st')).toEqual(['starting', 'stuck', 'stopped']);
  expect(await complete(sandbox, 'restore', 'o')).toEqual(['old', 'old@k3v9x2m4q7ab']);
  expect(await complete(sandbox, 'plan', '-f', 'project/o')).toEqual(['project/other.yaml']);
  expect(await complete(sandbox, '-C', 'pro')).toEqual(['project']);
  expect(await complete(sandbox, '--directory', '=', 'pro')).toEqual(['project']);
  expect(await complete(sandbox, 'help', 'pa')).toEqual(['path']);
});

test('bash completes no second task where there is only one, and files after --', async () => {
  await using sandbox = await prepared();
  await sandbox.write('script.sh', '');

  expect(await complete(sandbox, 'path', 'login', 's')).toEqual([]);
  expect(await complete(sandbox, 'exec', 'sig')).toEqual(['signup']);
  expect(await complete(sandbox, 'exec', 'login', '--', 'scr')).toEqual(['script.sh']);
  expect(await complete(sandbox, 'add', '--name', 's')).toEqual([]);
});

test('bash completes lists word by word, and no word twice', async () => {
  await using sandbox = await prepared();

  const after = (typed: string) => complete(sandbox, 'wait', '--for', typed);
  expect(await after('working,st')).toEqual(['working,starting', 'working,stuck', 'working,stopped']);
  expect(await after('stuck,stopped,st')).toEqual(['stuck,stopped,starting']);
  expect(await after('working,')).toContain('working,idle');
  expect(await complete(sandbox, 'wait', '--for', '=', 'idle,wor')).toEqual(['idle,working']);
});

test('bash asks for agents and branches where an option takes them', async () => {
  await using sandbox = await prepared();

  expect(await complete(sandbox, 'init', '--agent', 'sig')).toEqual(['signup']);
  expect(await complete(sandbox, 'add', '--agent', 'sig')).toEqual(['signup']);
  expect(await complete(sandbox, 'add', '--base', 'sig')).toEqual(['signup']);
  expect(await sandbox.read('asked')).toBe(
    'complete agents init --agent\ncomplete agents add --agent\ncomplete bases add --base\n',
  );
});

test('bash asks for the project that the line names, and runs nothing that a name contains', async () => {
  await using sandbox = await prepared();

  expect(await complete(sandbox, '-C', 'sub', 'up', '-f', 'x.yaml', '$')).toEqual([
    '$(touch "$PANE_SANDBOX/pwned")',
  ]);
  expect(await sandbox.read('asked')).toBe('complete tasks -C sub up -f x.yaml\n');
  expect(await sandbox.sh('ls')).not.toContain('pwned');
});

test('bash has no error from a pane that fails', async () => {
  await using sandbox = await prepared();
  await sandbox.write('bin/pane', '#!/bin/sh\necho broken >&2; exit 70\n', { mode: 0o755 });

  const { stdout, stderr } = await sandbox.run('bash', ['driver.bash', 'pane', 'up', '']);
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
});
