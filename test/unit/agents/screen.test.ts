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
  for (const file of screens.filter((name) => name.endsWith('-waiting.txt')))
    expect(screenStatesIn(file).map(({ activity }) => activity)).not.toContain('idle');
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
});
