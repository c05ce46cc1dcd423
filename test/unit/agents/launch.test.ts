import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatLaunch, type Launch, modeOf, needsPromptFile } from '../../../src/agents/launch.ts';
import { parseClaim, parseState } from '../../../src/agents/launcher-files.ts';
import { shellQuote } from '../../../src/shell-words.ts';
import { agent } from '../../support/trust.ts';

function launch(parts: Partial<Launch>): Launch {
  return {
    agent: agent({}),
    builtIn: ['node', 'cli.js', 'demo-agent'],
    task: 'login',
    worktree: '/w',
    env: {},
    setup: [],
    panes: [],
    onExit: 'shell',
    windowOptions: [],
    delivery: 'first',
    reportArgs: [],
    ranBefore: false,
    session: null,
    newSession: 'new-id',
    promptHash: 'abc',
    promptBytes: 10,
    promptFile: '/w/.pane/prompt.md',
    notesStart: false,
    boot: 'b',
    host: 'h',
    isJob: false,
    ...parts,
  };
}

/** The line of one of the functions that start the agent. */
function line(name: string, parts: Partial<Launch>): string {
  const lines = formatLaunch(launch(parts)).split('\n');
  return lines[lines.indexOf(`pane_${name}() {`) + 1]?.trim() ?? '';
}

function startLine(parts: Partial<Launch>): string {
  return line('start', parts);
}

test.each([
  ['once', { oneShot: true }],
  ['told', { reports: 'claude' }],
  ['told', { reports: null, screen: { screen: { idle: ['^> $'] }, title: {} } }],
  ['', { reports: null, screen: { screen: { waiting: ['y/n'] }, title: {} } }],
])('how the end of a turn is known: %j of %j', (turns, parts) => {
  expect(formatLaunch(launch({ agent: agent(parts) }))).toContain(`\npane_turns='${turns}'\n`);
});

describe('the prompt', () => {
  test('is one argument after the separator', () => {
    expect(startLine({ agent: agent({ args: ['--x'] }) })).toBe(`exec 'claude' '--x' '--' "$pane_text"`);
  });

  test('follows its flag', () => {
    expect(startLine({ agent: agent({ prompt: { flag: '-i' } }) })).toBe(`exec 'claude' '-i' "$pane_text"`);
  });

  test('is a path after its flag, or standard input, or nothing', () => {
    expect(startLine({ agent: agent({ prompt: { file: '--file' } }) })).toBe(
      `exec 'claude' '--file' '/w/.pane/prompt.md'`,
    );
    expect(startLine({ agent: agent({ prompt: 'stdin' }) })).toBe(`exec 'claude' <"$pane_dir/prompt"`);
    expect(startLine({ agent: agent({ prompt: 'none' }) })).toBe(`exec 'claude'`);
  });

  test('that is typed in is no part of the command, and does not end the conversation', () => {
    const parts = { agent: agent({ prompt: 'paste', conversation: null }), promptHash: 'abc' } as const;
    expect(startLine(parts)).toBe(`exec 'claude'`);
    expect(formatLaunch(launch(parts))).toContain("pane_mode='fresh'\npane_prompt=''\npane_paste='abc'\n");
    const conversation = { start: [], resume: null, latest: ['--continue'] };
    const again = launch({ ...parts, agent: agent({ prompt: 'paste', conversation }), ranBefore: true });
    expect(modeOf(again)).toBe('latest');
    expect(formatLaunch({ ...again, delivery: 'none' })).toContain("pane_paste=''\n");
  });

  test('is named by its file where the kernel would not take it', () => {
    expect(needsPromptFile(agent({}), 131_071)).toBe(false);
    expect(needsPromptFile(agent({}), 131_072)).toBe(true);
    expect(startLine({ promptBytes: 131_072 })).toContain(
      "'Your task is written in the file /w/.pane/prompt.md",
    );
  });
});

describe('a conversation', () => {
  const chosen = { start: ['--session-id', '{id}'], resume: ['--resume', '{id}'], latest: ['--continue'] };
  const captured = { start: [], resume: ['resume', '{id}'], latest: ['resume', '--last'] };

  test('begins with an id of our choice where the agent takes one', () => {
    expect(startLine({ agent: agent({ conversation: chosen, args: ['--x'] }) })).toBe(
      `exec 'claude' '--session-id' 'new-id' '--x' '--' "$pane_text"`,
    );
    expect(formatLaunch(launch({ agent: agent({ conversation: chosen }) }))).toContain(
      "pane_new_session='new-id'",
    );
    expect(formatLaunch(launch({ agent: agent({ conversation: captured }) }))).toContain(
      "pane_new_session=''",
    );
  });

  test('is resumed by its id, without the prompt', () => {
    const parts = { agent: agent({ conversation: captured }), ranBefore: true, session: 'abc' } as const;
    expect(modeOf(launch({ ...parts, delivery: 'none' }))).toBe('resume');
    expect(line('resume', parts)).toBe(`exec 'claude' 'resume' 'abc'`);
    expect(formatLaunch(launch({ ...parts, delivery: 'none' }))).toContain("pane_prompt=''");
  });

  test('is the latest one where no id is known', () => {
    const parts = { agent: agent({ conversation: captured }), ranBefore: true };
    expect(line('resume', parts)).toBe(`exec 'claude' 'resume' '--last'`);
    expect(modeOf(launch({ ...parts, delivery: 'none' }))).toBe('latest');
  });

  test('begins anew where there is none, or none can be resumed', () => {
    expect(modeOf(launch({ agent: agent({ conversation: chosen }), delivery: 'none' }))).toBe('fresh');
    expect(modeOf(launch({ ranBefore: true, delivery: 'none' }))).toBe('fresh');
    expect(modeOf(launch({ ranBefore: true, delivery: 'next' }))).toBe('start');
    expect(line('fresh', { agent: agent({ conversation: chosen }) })).toBe(
      `exec 'claude' '--session-id' 'new-id'`,
    );
  });

  test('takes the prompt as its next turn on purpose', () => {
    const next = {
      agent: agent({ conversation: chosen }),
      ranBefore: true,
      session: 'abc',
      delivery: 'next',
    } as const;
    expect(modeOf(launch(next))).toBe('next');
    expect(line('next', next)).toBe(`exec 'claude' '--resume' 'abc' '--' "$pane_text"`);
  });
});

test('reports are asked for before the agent’s own options', () => {
  expect(startLine({ reportArgs: ['--settings', '{}'], agent: agent({ args: ['--x'] }) })).toBe(
    `exec 'claude' '--settings' '{}' '--x' '--' "$pane_text"`,
  );
});

test('a command of one string is run as git runs an alias', () => {
  expect(startLine({ agent: agent({ command: { shell: "claude --model 'opus'" }, separator: [] }) })).toBe(
    `exec sh -c 'claude --model '\\''opus'\\'' "$@"' sh "$pane_text"`,
  );
});

test('the demo agent is part of pane', () => {
  const demo = agent({ preset: 'demo', command: { argv: ['pane-demo-agent'] }, separator: [] });
  expect(startLine({ agent: demo })).toBe(`exec 'node' 'cli.js' 'demo-agent' "$pane_text"`);
});

test('sh takes every quoted text literally', () => {
  fc.assert(
    fc.property(
      // Many words for each of a few shells: a busy machine takes long to start one.
      fc.array(
        fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0')),
        { maxLength: 100 },
      ),
      (texts) => {
        const script = `printf '%s\\0' ${texts.map(shellQuote).join(' ')}`;
        const out = execFileSync('sh', ['-c', script]);
        const expected = texts.length === 0 ? '\0' : texts.map((text) => `${text}\0`).join('');
        expect(out.equals(Buffer.from(expected))).toBe(true);
      },
    ),
    { numRuns: 6 },
  );
});

test('what the launcher writes is read, and what a loss of power left too', () => {
  const claim = parseClaim(
    'pid 12\nstart 34\nboot b\nhost h/1\nserver 5\nserverstart 6\npane %1\nsocket /tmp/with space/t\njob 12\n',
  );
  expect(claim).toEqual({
    pid: 12,
    start: '34',
    boot: 'b',
    host: 'h/1',
    server: { pid: 5, start: '6' },
    pane: '%1',
    socket: '/tmp/with space/t',
    job: '12',
  });
  expect(parseClaim('')).toMatchObject({ pid: 0, job: null });
  expect(parseState('state exited\nat 9\ncode 3\nreason \nshell bash\n')).toEqual({
    state: 'exited',
    at: 9,
    code: 3,
    reason: '',
    shell: 'bash',
    paste: '',
  });
  expect(parseState('state nonsense\n')).toBeNull();
});
