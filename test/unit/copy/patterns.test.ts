import { describe, expect, test } from 'vitest';
import { parseInclude } from '../../../src/copy/include-text.ts';
import { createMatcher, matchesName, patternBelow } from '../../../src/copy/patterns.ts';

const defaults = ['.env', '.env.*', 'node_modules', '.claude/settings.local.json', 'CLAUDE.local.md'];

describe('createMatcher', () => {
  test.each([
    ['.env', true],
    ['packages/web/.env.local', true],
    ['packages/web/node_modules/', true],
    ['node_modules', true], // a symbolic link
    ['.claude/settings.local.json', true],
    ['packages/.claude/settings.local.json', false],
    ['.claude/', false],
    ['dist/', false],
    ['.ENV', false],
    ['x.env', false],
    ['a\nb/.env', true],
    ['-rf/.env', true],
  ])('the default patterns and %j', (path, expected) => {
    expect(createMatcher(defaults).matches(path)).toBe(expected);
  });

  test('a later negation takes out again', () => {
    const { matches } = createMatcher(['.env.*', '!.env.example']);
    expect([matches('.env.local'), matches('a/.env.example')]).toEqual([true, false]);
  });

  test('a pattern with a slash at the end means directories only', () => {
    const { matches } = createMatcher(['node_modules/']);
    expect([matches('node_modules/'), matches('node_modules')]).toEqual([true, false]);
  });

  test.each(['../secret', 'a/../../b', '/..'])('%s is told and brings nothing', (pattern) => {
    const matcher = createMatcher([pattern, '.env']);
    expect(matcher.warnings).toEqual([expect.stringContaining('leads out of the repository')]);
    expect([matcher.matches('secret'), matcher.matches('.env')]).toEqual([false, true]);
  });

  test('a pattern with ./ is told', () => {
    expect(createMatcher(['./.env']).warnings).toEqual([expect.stringContaining('without `./`')]);
  });

  test('only positive patterns with a slash inside are ways into a directory', () => {
    const { anchored } = createMatcher(['a', '/b', 'c/', '**/d', '!e/f', '#g/h', 'i/j', '/k/*.json', 'l/**']);
    expect(anchored).toEqual([
      ['i', 'j'],
      ['k', '*.json'],
      ['l', '**'],
    ]);
  });
});

test.each([
  ['a', 'a/b', ['b']],
  ['a/b', 'a/b/c', ['c']],
  ['x', 'a/b', []],
  ['a/b', 'a', []],
  ['a*', 'a[*]/b', ['b']],
  ['abc', 'a*/b', ['b']],
  ['a/x', 'a/**/x/c', ['c', '**/x/c']],
  ['a/x/y', 'a/**/b', ['**/b']],
  ['a', 'a', []],
])('below %s, the pattern %s is %j', (directory, pattern, expected) => {
  const below = patternBelow(directory.split('/'), pattern.split('/'));
  expect(below.map((segments) => segments.join('/'))).toEqual(expected);
});

test.each([
  ['*.json', 'a.json', true],
  ['*.json', 'a.jsonc', false],
  ['a?', 'ab', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
])('the segment %s and the name %s', (segment, name, expected) => {
  expect(matchesName(segment, name)).toBe(expected);
});

test('.worktreeinclude: comments and blank lines are nothing, line ends of any kind', () => {
  expect(parseInclude('\uFEFF# all\r\n\n  \n.env\r\n!x\n\\#y\n')).toEqual(['.env', '!x', '\\#y']);
});
