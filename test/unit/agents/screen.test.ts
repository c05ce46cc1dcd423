/**
 * The screen rules over screens of the real programs, which `npm run test:agents -- --screens` stored: the
 * title on the first line, then what stood on the screen.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findPreset } from '../../../src/agents/presets.ts';
import { classifyScreen } from '../../../src/agents/screen.ts';

const directory = resolve(import.meta.dirname, '../../fixtures/screens');

function screenStatesIn(file: string) {
  const rules = findPreset(file.split('-')[0] ?? '')?.screen;
  if (rules == null) throw new Error(`no rules for ${file}`);
  const [title = '', ...lines] = readFileSync(resolve(directory, file), 'utf8').split('\n');
  return classifyScreen(rules, lines.join('\n'), title);
}

const screens = readdirSync(directory);

test('there are screens', () => {
  expect(screens.length).toBeGreaterThan(5);
});

test.each(screens)('%s', (file) => {
  expect(screenStatesIn(file)[0]?.activity).toBe(/-(\w+)\.txt$/.exec(file)?.[1]);
});

/** What an old box shows is no sign that the agent is ready. */
test('a question is told as what asks it, and stands against the boxes above it', () => {
  const told = (file: string) => screenStatesIn(file).map(({ activity, line }) => `${activity} ${line}`);
  expect(told('codex-new-waiting.txt')).toEqual(['waiting Where should the new conversation run?']);
  expect(told('codex-trust-waiting.txt')[0]).toMatch(/^waiting trust dialog: Trust this folder\? Codex can/);
  expect(told('claude-trust-waiting.txt')[0]).toMatch(/^waiting trust dialog: Quick safety check: Is this/);
  expect(told('gemini-trust-waiting.txt')[0]).toBe(
    'waiting trust dialog: Do you trust the files in this folder?',
  );
  const dialogs = screens.filter((name) => name.endsWith('-waiting.txt') && !/login|billing/.test(name));
  for (const file of dialogs)
    expect(screenStatesIn(file).map(({ activity }) => activity)).not.toContain('idle');
});

/** The box for the next prompt is there too: the state is not the box's alone. */
test('an error is told as its words say, in full', () => {
  const told = (file: string) => screenStatesIn(file).map(({ activity, line }) => `${activity} ${line}`);
  expect(told('codex-usage-limited.txt')[0]).toMatch(
    /^limited You’ve hit your usage limit\. Upgrade to Pro .* or try again at 1:11 AM\.$/,
  );
  expect(told('codex-rate-limited.txt')[0]).toBe(
    'limited exceeded retry limit, last status: 429 Too Many Requests, request id: req_mock',
  );
  expect(told('codex-login-waiting.txt')[0]).toMatch(
    /^waiting needs login: unexpected status 401 .* request id: req_mock$/,
  );
  expect(told('codex-billing-waiting.txt')[0]).toBe(
    'waiting needs login: Quota exceeded. Check your plan and billing details.',
  );
  expect(told('gemini-login-waiting.txt')[0]).toMatch(
    /^waiting needs login: \[API Error: .*API key not valid\. .*API_KEY_INVALID.*\}\]$/,
  );
  expect(told('gemini-usage-waiting.txt')).toEqual(['waiting Usage limit reached for gemini-3.8-flash.']);
  expect(told('codex-refused-stuck.txt')[0]).toMatch(/^stuck turn failed: \{"error":/);
  for (const file of screens.filter((name) => /-(limited|stuck)\.txt$|-(login|billing)-/.test(name)))
    expect(told(file).at(-1)).toMatch(/^idle /);
});

test('that claude continues by itself is no question', () => {
  const rules = findPreset('claude')?.screen;
  const told = (line: string) =>
    rules && classifyScreen(rules, `❯ \n──\n  ⚠ Usage limit reached\n    ${line}`, '')[0]?.activity;
  expect(told('Continuing automatically at 1:50am · Esc to cancel')).toBe('idle');
  expect(told('Continuing shortly · Esc to cancel')).toBe('idle');
  expect(told('Enter to confirm · Esc to cancel')).toBe('waiting');
});

test.each([
  ['Aider v0.86.2\nModel: x\n──────\n> ', 'idle'],
  ['a.ts b.ts\narchitect multi> ', 'idle'],
  ['> do it\n\nI will change\n> quoted', undefined],
  ['Add .aider* to .gitignore (recommended)? (Y)es/(N)o [Yes]: ', 'waiting'],
  ["Run it? (Y)es/(N)o/(D)on't ask again [Yes]: n\n──────\n> ", 'idle'],
])('aider, by its source: %j', (screen, activity) => {
  const rules = findPreset('aider')?.screen;
  expect(rules && classifyScreen(rules, screen, '')[0]?.activity).toBe(activity);
});

describe('a screen', () => {
  const rules = {
    screen: { waiting: ['really\\?'], working: ['busy'], idle: ['^>'] },
    title: { idle: ['^='] },
  };

  test('tells everything that matches, what counts most first', () => {
    expect(classifyScreen(rules, 'BUSY now\n  Really? yes\n> \n\n\n', '')).toEqual([
      { activity: 'waiting', rule: 'really\\?', line: 'Really? yes', isDrawn: true },
      { activity: 'working', rule: 'busy', line: 'BUSY now', isDrawn: true },
      { activity: 'idle', rule: '^>', line: '>', isDrawn: true },
    ]);
  });

  test('is read at its bottom only', () => {
    expect(classifyScreen(rules, `busy\n${'.\n\n'.repeat(14)}`, '')).toHaveLength(1);
    expect(classifyScreen(rules, `busy\n${'.\n\n'.repeat(15)}`, '')).toEqual([]);
  });

  test('tells less than its title', () => {
    const ready = { activity: 'idle', rule: '^=', line: '= ready' };
    expect(classifyScreen(rules, '>', '= ready')).toEqual([{ ...ready, isDrawn: true }]);
    expect(classifyScreen(rules, ' \n\n', '= ready')).toEqual([{ ...ready, isDrawn: false }]);
  });

  const failing = {
    screen: { working: ['busy'], limited: ['^LIMIT'], stuck: ['^ERROR'], idle: ['^>'] },
    title: {},
  };

  test('tells of an error with the lines that belong to it', () => {
    const told = (screen: string) =>
      classifyScreen(failing, screen, '').map(({ activity, line }) => `${activity} ${line}`);
    expect(told('> do it\nERROR: it is\n  all wrong\n\n> ')).toEqual([
      'stuck turn failed: ERROR: it is all wrong',
      'idle >',
    ]);
    expect(told('ERROR: it is\n  wrong\n  ⚠ 5h limit\n> ')[0]).toBe('stuck turn failed: ERROR: it is wrong');
    expect(told(`ERROR: it is\n  wrong\n${' '.repeat(20)}v1\n> `)[0]).toBe(
      'stuck turn failed: ERROR: it is wrong',
    );
    expect(told(`ERROR: it is${' '.repeat(9)}█\n  wrong${' '.repeat(9)}█\n> `)[0]).toBe(
      'stuck turn failed: ERROR: it is wrong',
    );
    expect(told('ERROR: broken\n> ')).toEqual(['stuck turn failed: ERROR: broken', 'idle >']);
    expect(told('ERROR 1\n2\n3\n4\n5')).toEqual(['stuck turn failed: ERROR 1 2 3 4']);
    expect(told('ERROR 429: try again in 5s\n> ')).toEqual(['limited ERROR 429: try again in 5s', 'idle >']);
    expect(told('LIMIT of something\n\n> ')).toEqual(['limited LIMIT of something', 'idle >']);
    expect(told('ERROR\nbusy\n> ')).toEqual(['working busy', 'stuck turn failed: ERROR busy', 'idle >']);
  });

  test('does not tell of one that stands above another prompt', () => {
    const told = (screen: string) => classifyScreen(failing, screen, '').map(({ activity }) => activity);
    expect(told('ERROR\n\n> go on\nDone\n\n> ')).toEqual(['idle']);
    expect(told('LIMIT\n\n> go on\nERROR\n\n> ')).toEqual(['stuck', 'idle']);
    expect(told('LIMIT\n\n> go on\nERROR\n\n> again\n\n> ')).toEqual(['idle']);
  });

  test('tells of work that goes on in the background apart from other work', () => {
    const behind = { ...failing, background: ['^\\d+ shells?'] };
    expect(classifyScreen(behind, '1 shell\n> ', '')).toEqual([
      { activity: 'working', rule: '^\\d+ shells?', line: '1 shell', isDrawn: true, isBackground: true },
      { activity: 'idle', rule: '^>', line: '>', isDrawn: true },
    ]);
  });
});
