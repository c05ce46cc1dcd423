import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatLaunch, type Launch, needsPromptFile } from '../../../src/agents/launch.ts';
import { parseClaim, parseState } from '../../../src/agents/launcher-files.ts';
import { shellQuote } from '../../../src/agents/quote.ts';
import { agent } from '../../support/trust.ts';

function launch(parts: Partial<Launch>): Launch {
  return {
    agent: agent({}),
    builtIn: ['node', 'cli.js', 'demo-agent'],
    worktree: '/w',
    env: {},
    setup: [],
    panes: [],
    onExit: 'shell',
    delivery: 'first',
    resumes: false,
    promptHash: 'abc',
    promptBytes: 10,
    promptFile: '/w/.pane/prompt.md',
    boot: 'b',
    host: 'h',
    ...parts,
  };
}

/** The line that starts the agent. */
function startLine(parts: Partial<Launch>): string {
  return /pane_start\(\) \{\n {2}(.*)\n\}/.exec(formatLaunch(launch(parts)))?.[1] ?? '';
}

function resumeLine(parts: Partial<Launch>): string {
  return /pane_resume\(\) \{\n {2}(.*)\n\}/.exec(formatLaunch(launch(parts)))?.[1] ?? '';
}

describe('the prompt', () => {
  test('is one argument after the separator', () => {
    expect(startLine({ agent: agent({ args: ['--x'] }) })).toBe(`exec 'claude' '--x' '--' "$prompt"`);
  });

  test('follows its flag', () => {
    expect(startLine({ agent: agent({ prompt: { flag: '-i' } }) })).toBe(`exec 'claude' '-i' "$prompt"`);
  });

  test('is a path after its flag, or standard input, or nothing', () => {
    expect(startLine({ agent: agent({ prompt: { file: '--file' } }) })).toBe(
      `exec 'claude' '--file' '/w/.pane/prompt.md'`,
    );
    expect(startLine({ agent: agent({ prompt: 'stdin' }) })).toBe(`exec 'claude' <"$dir/prompt"`);
    expect(startLine({ agent: agent({ prompt: 'none' }) })).toBe(`exec 'claude'`);
  });

  test('is named by its file where the kernel would not take it', () => {
    expect(needsPromptFile(agent({}), 131_071)).toBe(false);
    expect(needsPromptFile(agent({}), 131_072)).toBe(true);
    expect(startLine({ promptBytes: 131_072 })).toContain(
      "'Your task is written in the file /w/.pane/prompt.md",
    );
  });

  test('is left out when the conversation is resumed', () => {
    const resuming = {
      agent: agent({ resume: ['--continue'], args: ['--x'] }),
      resumes: true,
      delivery: 'none',
    } as const;
    expect(resumeLine(resuming)).toBe(`exec 'claude' '--continue' '--x'`);
    expect(formatLaunch(launch(resuming))).toContain("pane_prompt=''");
    expect(resumeLine({ ...resuming, resumes: false })).toBe(`exec 'claude' '--x'`);
  });

  test('is the next turn on purpose', () => {
    const next = { agent: agent({ resume: ['--continue'] }), resumes: true, delivery: 'next' } as const;
    expect(startLine(next)).toBe(`exec 'claude' '--continue' '--' "$prompt"`);
  });
});

test('a command of one string is run as git runs an alias', () => {
  expect(startLine({ agent: agent({ command: { shell: "claude --model 'opus'" }, separator: [] }) })).toBe(
    `exec sh -c 'claude --model '\\''opus'\\'' "$@"' sh "$prompt"`,
  );
});

test('the demo agent is part of pane', () => {
  const demo = agent({ preset: 'demo', command: { argv: ['pane-demo-agent'] }, separator: [] });
  expect(startLine({ agent: demo })).toBe(`exec 'node' 'cli.js' 'demo-agent' "$prompt"`);
});

test('sh takes every quoted text literally', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0'))),
      (texts) => {
        const script = `printf '%s\\0' ${texts.map(shellQuote).join(' ')}`;
        const out = execFileSync('sh', ['-c', script]);
        const expected = texts.length === 0 ? '\0' : texts.map((text) => `${text}\0`).join('');
        expect(out.equals(Buffer.from(expected))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('what the launcher writes is read, and what a loss of power left too', () => {
  const claim = parseClaim(
    'pid 12\nstart 34\nboot b\nhost h/1\nserver 5\nserverstart 6\npane %1\nsocket /tmp/with space/t\n',
  );
  expect(claim).toEqual({
    pid: 12,
    start: '34',
    boot: 'b',
    host: 'h/1',
    server: { pid: 5, start: '6' },
    pane: '%1',
    socket: '/tmp/with space/t',
  });
  expect(parseClaim('').pid).toBe(0);
  expect(parseState('state exited\nat 9\ncode 3\nreason \nshell bash\n')).toEqual({
    state: 'exited',
    at: 9,
    code: 3,
    reason: '',
    shell: 'bash',
  });
  expect(parseState('state nonsense\n')).toBeNull();
});
