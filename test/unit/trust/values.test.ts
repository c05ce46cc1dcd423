import { describe, expect, test } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import type { Config, TaskConfig } from '../../../src/config/config.ts';
import type { ProjectFacts, ValueKind } from '../../../src/trust/values.ts';
import { riskyValues } from '../../../src/trust/values.ts';
import { agent, config, task } from '../../support/trust.ts';

const facts: ProjectFacts = { root: '/r', include: [], promptFiles: new Map() };

function values(kind: ValueKind, of: Config, more: Partial<ProjectFacts> = {}): string[] {
  return riskyValues(of, { ...facts, ...more }).flatMap((value) =>
    value.kind === kind ? [value.value] : [],
  );
}

function ofTask(kind: ValueKind, parts: Partial<TaskConfig>, more: Partial<ProjectFacts> = {}): string[] {
  return values(kind, config({ tasks: [task('a', parts)] }), more);
}

test('a task without anything special has its command, the project its folder of worktrees', () => {
  expect(riskyValues(config({ tasks: [task('a', {})] }), facts)).toEqual([
    { task: null, kind: 'worktrees', value: '/r.worktrees' },
    { task: 'a', kind: 'command', value: 'claude -- <prompt>' },
  ]);
});

describe('command and resume are the whole call', () => {
  const cases: readonly [Partial<Agent>, string][] = [
    [{ args: ['--model', 'opus 4'] }, "claude --model 'opus 4' -- <prompt>"],
    [{ separator: [] }, 'claude <prompt>'],
    [{ prompt: 'none' }, 'claude'],
    [{ prompt: 'stdin' }, 'claude < <prompt>'],
    [{ prompt: { flag: '-i' } }, 'claude -i <prompt>'],
    [{ prompt: { file: '--file' } }, 'claude --file <prompt file>'],
    [{ command: { argv: ['./x y', '<prompt>'] }, prompt: 'none' }, "'./x y' '<prompt>'"],
    [
      { command: { shell: "claude 'a b' | tee" }, prompt: 'none' },
      `sh -c 'claude '\\''a b'\\'' | tee "$@"' sh`,
    ],
  ];
  test.each(cases)('%j', (parts, expected) => {
    expect(ofTask('command', { agent: agent(parts) })).toEqual([expected]);
  });

  test('resume has its own arguments before the others', () => {
    const conversation = { start: ['--session-id', '{id}'], resume: null, latest: ['--continue'] };
    expect(ofTask('resume', { agent: agent({ conversation, args: ['--yolo'] }) })).toEqual([
      "claude --session-id '{id}' --yolo -- <prompt>",
      'claude --continue --yolo -- <prompt>',
    ]);
    const none = { start: [], resume: null, latest: [] };
    expect(ofTask('resume', { agent: agent({ conversation: none }) })).toEqual([]);
  });
});

test('env is what the task gets, each variable a value', () => {
  const parts = { agent: agent({ env: { A: '1', B: '2' } }), env: { B: '3' } };
  expect(ofTask('env', parts)).toEqual(['A=1', 'B=3']);
});

test('what checks the work, each command', () => {
  const verify = { run: ['npm ci', 'npm test'], timeoutMs: 1, retries: 3, settleMs: 1 };
  expect(ofTask('verify', { verify })).toEqual(['npm ci', 'npm test']);
  expect(ofTask('verify', { verify: null })).toEqual([]);
});

test('setup and panes, each command once', () => {
  const parts = {
    setup: ['npm ci', 'make', 'npm ci'],
    panes: [{ run: 'npm run dev', split: 'right', size: null } as const],
  };
  expect([ofTask('setup', parts), ofTask('panes', parts)]).toEqual([['npm ci', 'make'], ['npm run dev']]);
});

test('patterns are values one by one, but one value with a negation among them', () => {
  expect(ofTask('copy', { copy: ['.env', 'b'] })).toEqual(['.env', 'b']);
  expect(ofTask('copy', { copy: ['.env.*', '!.env.x'] })).toEqual(['.env.*\n!.env.x']);
  expect(ofTask('copy', { copy: ['.env.*\n!.env.x'] })).toEqual(['".env.*\\n!.env.x"']);
  expect(ofTask('link', { link: ['cache'] })).toEqual(['cache']);
  expect(ofTask('.worktreeinclude', {}, { include: ['a', '!b'] })).toEqual(['a\n!b']);
});

test('the notifier is one call', () => {
  expect(values('notify', config({ notify: ['notify-send', '{task}: {state}'] }))).toEqual([
    "notify-send '{task}: {state}'",
  ]);
});

test('the project: env_pass, socket', () => {
  const project = config({ envPass: ['AWS_*', 'X'], socket: '/tmp/s' });
  expect([values('env_pass', project), values('socket', project)]).toEqual([['AWS_*', 'X'], ['/tmp/s']]);
});

test.each([
  ['/r.worktrees/a', true, []],
  ['/elsewhere', true, ['/elsewhere']],
  ['/r.worktrees-2/a', true, ['/r.worktrees-2/a']],
  ['/elsewhere', false, []],
])('the worktree %s (explicit: %s)', (worktree, worktreeIsExplicit, expected) => {
  expect(ofTask('worktree', { worktree, worktreeIsExplicit })).toEqual(expected);
});

test('a prompt file outside the repository, also by a symbolic link, or when there is no main worktree', () => {
  const of = (promptFile: string, more: Partial<ProjectFacts> = {}) =>
    ofTask('prompt_file', { promptFile }, more);
  expect(of('/r/p.md')).toEqual([]);
  expect(of('/r2/p.md')).toEqual(['/r2/p.md']);
  expect(of('/r/p.md', { promptFiles: new Map([['/r/p.md', '/home/key']]) })).toEqual(['/home/key']);
  expect(of('/r/p.md', { root: null })).toEqual(['/r/p.md']);
});

test("a file without tasks has the values that its first task will have, as the project's own", () => {
  const first = riskyValues(config({ tasks: [task('a', { setup: ['make'] })] }), facts);
  const before = riskyValues(config({ example: task('task', { setup: ['make'] }) }), facts);
  expect(before).toEqual(first.map((value) => ({ ...value, task: null })));
});

test('prompts, branches and bases are no risky values', () => {
  const changed = { prompt: 'rm -rf /', branch: task('b', {}).branch, base: 'x', paused: true };
  expect(riskyValues(config({ tasks: [task('a', changed)] }), facts)).toEqual(
    riskyValues(config({ tasks: [task('a', {})] }), facts),
  );
});
