import { expect, test } from 'vitest';
import { parseSettings, showDiff } from '../../../src/git/diff.ts';

const pagerOf = (text: string, env = {}) => {
  const { argv } = showDiff('/w', '/i', 'c', {
    stat: false,
    env,
    settings: parseSettings(text),
    hasOrder: true,
  });
  return argv.filter((word) => /pager/.test(word));
};

test('programs of the user stay, those of the repository do not run', () => {
  const users = 'global\0diff.external\nmine\0global\0core.pager\nless -S\0';
  expect(parseSettings(users)).toEqual({ compares: false, converts: false, pager: null, orderFile: null });
  const repositorys = 'local\0diff.x.command\na\nb\0worktree\0diff.x.textconv\nc\0';
  expect(parseSettings(users + repositorys)).toMatchObject({ compares: true, converts: true, pager: null });
});

test.each([
  ['local\0core.pager\nevil\0', {}, 'less'],
  ['local\0core.pager\nevil\0', { PAGER: 'most' }, 'most'],
  ['global\0core.pager\nless -S\0local\0core.pager\nevil\0', { PAGER: 'most' }, 'less -S'],
  ['global\0pager.diff\ndelta\0local\0pager.diff\nevil\0', { GIT_PAGER: 'most' }, 'delta'],
  ['global\0pager.diff\ntrue\0local\0pager.diff\nevil\0', { GIT_PAGER: 'most' }, 'most'],
])('where the repository names a pager, %j with %j is shown by %s', (text, env, pager) => {
  expect(pagerOf(text, env)).toEqual([`core.pager=${pager}`, `pager.diff=${pager}`]);
});

test('a user who wants no pager for diff gets none', () => {
  expect(pagerOf('global\0pager.diff\nfalse\0local\0core.pager\nevil\0')).toEqual(['--no-pager']);
});
