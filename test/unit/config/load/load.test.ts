import { describe, expect, test } from 'vitest';
import { presetNames } from '../../../../src/agents/presets.ts';
import { mistakes } from '../folder.ts';

describe('mistakes', () => {
  test('are told with file, line, column, key, task and what was probably meant', async () => {
    const text = `agents:
  claude: {}
tasks:
  - name: first
  - name: login
    agent: claude
    branch: feature/login
    paused: false
    base: main
    copy: []
    link: []
    promt: x
`;
    expect(await mistakes(text)).toEqual([
      'pane.config.yaml:12:5: tasks.1.promt: unknown key, did you mean "prompt"? (task "login")',
    ]);
  });

  test('of all kinds and files are told at once', async () => {
    const text = `projekt: x
branch: main
ports: [PORT]
notify: [""]
tmux: { session: 3 }
watch: { archive_after: 10 }
env_pass: [a-b]
agents:
  a: { comand: x }
  b: { command: x, prompt: typed }
  c: { command: [x, 1], prompt: { flg: -p } }
  d: { command: 3, env: { 1a: x, B: null } }
  e:
defaults: []
tasks:
  - nam: x
    paused: "yes"
  - name: -a
    on_exit: stay
    panes: [{ run: "", size: wide }]
  - 3
  - name: same
  - name: same
    agent: cloude
`;
    const local = 'tasks:\n  - name: SAME\n    branch: a..b\n';
    const files = { 'pane.config.local.yaml': local, 'user/config.yaml': 'tasks: []\n' };
    expect(await mistakes(text, files)).toEqual([
      'pane.config.yaml:1:1: projekt: unknown key, did you mean "project"?',
      'pane.config.yaml:2:1: branch: unknown key here: it belongs under `defaults`, or to a task',
      'pane.config.yaml:3:1: ports: unknown key',
      'pane.config.yaml:4:9: notify: the first word must be the program',
      'pane.config.yaml:5:18: tmux.session: expected a string, not 3; put it in quotes',
      'pane.config.yaml:6:25: watch.archive_after: expected a duration such as 10s, 500ms, 2m or 1h',
      'pane.config.yaml:7:12: env_pass.0: expected the name of a variable, or PREFIX_*',
      'pane.config.yaml:9:8: agents.a.comand: unknown key, did you mean "command"?',
      'pane.config.yaml:10:28: agents.b.prompt: expected argument, stdin, paste, none, { flag: --OPTION } or { file: --OPTION }',
      'pane.config.yaml:11:21: agents.c.command.1: expected a string, not 1; put it in quotes',
      'pane.config.yaml:11:25: agents.c.prompt.flag: missing',
      'pane.config.yaml:11:35: agents.c.prompt.flg: unknown key, did you mean "flag"?',
      'pane.config.yaml:12:17: agents.d.command: expected a string or a list, not 3',
      'pane.config.yaml:12:27: agents.d.env.1a: not a valid name of an environment variable, or one that `pane` sets itself',
      'pane.config.yaml:12:37: agents.d.env.B: expected a string, but the value is empty',
      `pane.config.yaml:13:5: agents.e: has no \`command\` and is not a preset (${presetNames.join(', ')})`,
      'pane.config.yaml:14:11: defaults: expected a map, not a list',
      'pane.config.yaml:16:5: tasks.0.name: missing',
      'pane.config.yaml:16:5: tasks.0.nam: unknown key, did you mean "name"?',
      'pane.config.yaml:17:13: tasks.0.paused: expected true or false, not "yes"',
      'pane.config.yaml:18:11: tasks.1.name: not a valid task name: a letter or digit, then letters, digits, ".", "_" or "-", at most 50 (task "-a")',
      'pane.config.yaml:19:14: tasks.1.on_exit: expected shell or close, not "stay" (task "-a")',
      'pane.config.yaml:20:20: tasks.1.panes.0.run: must not be empty (task "-a")',
      'pane.config.yaml:20:30: tasks.1.panes.0.size: expected a percentage such as 40%, or a number of cells (task "-a")',
      'pane.config.yaml:21:5: tasks.2: expected a map, not 3',
      'pane.config.yaml:22:5: tasks.3: no agent "cloude", did you mean "claude"? (task "same")',
      'pane.config.yaml:23:11: tasks.4.name: another task has this name; task names must be unique (task "same")',
      "user/config.yaml:1:1: tasks: unknown key here: the user's file takes only `agents` and `defaults`",
      'pane.config.local.yaml:2:11: tasks.0.name: differs from "same" only in upper and lower case (task "SAME")',
      'pane.config.local.yaml:3:13: tasks.0.branch: git does not allow "a..b" as a branch name (task "SAME")',
    ]);
  });

  test('a task that is only a name', async () => {
    expect(await mistakes('tasks: [one, Fix it, 3]\n')).toEqual([
      'pane.config.yaml:1:9: tasks.0: expected a map, not "one"; write `- name: one`',
      'pane.config.yaml:1:14: tasks.1: expected a map, not "Fix it"',
      'pane.config.yaml:1:22: tasks.2: expected a map, not 3',
    ]);
  });

  const task = (lines: string) => `tasks:\n  - name: a\n${lines.replaceAll(/^/gm, '    ')}\n`;
  test.each([
    [
      'a variable of ours',
      task('env: { PANE_ID: x, PANE_CONFIG: y }'),
      [
        ':3:12: tasks.0.env.PANE_ID: not a valid name of an environment variable, or one that `pane` sets itself (task "a")',
      ],
    ],
    ['a tab', 'tasks:\n\t- name: a\n', [':2:1: a tab in the indentation; YAML allows only spaces']],
    [
      'two documents',
      'tasks: []\n---\ntasks: []\n',
      [':2:1: a second document begins here; a config file is a single document, without `---`'],
    ],
    ['no YAML', 'tasks: [a\nb: 1\n', [':1:8: the list that begins here with `[` has no closing `]`']],
    [
      'a colon in a text',
      task('prompt: Fix: this'),
      [':3:13: text with `: ` in it: put it in quotes, or after `|` on its own lines'],
    ],
    [
      'a mark at the beginning of a text',
      task('prompt: @foo fix'),
      [
        ':3:13: text that begins with a special character of YAML (such as `@`, `%` or a backtick): put it in quotes',
      ],
    ],
    [
      'a star at the beginning of a text',
      task('prompt: *important* x'),
      [
        ':3:25: unexpected text after the value: if all of it is one text, put it in quotes (`*`, `&`, `!` and quotes have a meaning in YAML)',
      ],
    ],
    [
      'the number of an issue',
      task('prompt: Fix #12 today # soon'),
      [
        ':3:13: tasks.0.prompt: `#12` begins a comment: put the text in quotes, or a space after the `#` (task "a")',
      ],
    ],
    [
      'the number of an issue, to be merged',
      'x-base: &base\n  prompt: Fix #12\ntasks:\n  - name: a\n    <<: *base\n    env:\n      prompt: no #3\n',
      [':2:11: x-base.prompt: `#12` begins a comment: put the text in quotes, or a space after the `#`'],
    ],
    [
      'the number of an issue, elsewhere',
      `x-text: &text Fix #12 today\n${task('prompt: *text')}`,
      [
        ':4:13: tasks.0.prompt: `#12` begins a comment: put the text in quotes, or a space after the `#` (task "a")',
      ],
    ],
    [
      'quotes without an end',
      task('prompt: "unclosed'),
      [':3:13: the text that begins here with `"` has no closing `"`'],
    ],
    [
      'a list without an end, among others',
      'tasks:\n  - name: a\n    copy: [x, [y]\n  - name: b\n    base: 1\n',
      [':3:11: the list that begins here with `[` has no closing `]`'],
    ],
    [
      'lists without an end, and what is wrong before them',
      'x-a: @\ntasks:\n  - name: a\n    copy: [[x\n    link: [{ a: b\n',
      [
        ':1:6: text that begins with a special character of YAML (such as `@`, `%` or a backtick): put it in quotes',
        ':4:11: the list that begins here with `[` has no closing `]`',
        ':4:12: the list that begins here with `[` has no closing `]`',
        ':5:11: the list that begins here with `[` has no closing `]`',
        ':5:12: the map that begins here with `{` has no closing `}`',
      ],
    ],
    [
      'a map without an end, where all of it is one',
      '{ "tasks": [{ "name": "a" }]',
      [':1:1: the map that begins here with `{` has no closing `}`'],
    ],
    [
      'a single quote without an end',
      task("prompt: 'x"),
      [":3:13: the text that begins here with `'` has no closing `'`"],
    ],
    [
      'a line that is indented too far',
      task('prompt: x\n  base: b'),
      [
        ':3:13: this line and the next do not fit together: is `: ` missing here, or is the next one indented too far?',
      ],
    ],
    [
      'one that is indented too little',
      'tasks:\n  - name: a\n   base: b\n',
      [':3:1: indented less than the keys above, or a list item without `- `'],
    ],
    ['a list', '- name: a\n', [':1:1: expected keys such as `tasks:` at the top']],
    ['a second key', 'base: a\n# so\nbase: b\n', [':3:1: base: duplicate key; a key may appear only once']],
    [
      'a second key of a task',
      task('base: a\nbase: b'),
      [':4:5: tasks.0.base: duplicate key; a key may appear only once (task "a")'],
    ],
    ['an unknown tag', 'base: !secret x\n', [':1:7: not valid YAML: Unresolved tag: !secret']],
    ['an alias before its anchor', 'base: *b\n', [':1:7: base: no anchor "&b" before this alias']],
    ['an alias of itself', 'x-a: &a [*a]\n', [':1:10: x-a.0: no anchor "&a" before this alias']],
    [
      'an aliased value',
      `x-c: &c .env\n${task('copy: *c')}`,
      [':4:11: tasks.0.copy: expected a list, not ".env" (task "a")'],
    ],
    [
      'a key in an anchor',
      `x-d: &d\n  cpy: []\n${task('<<: *d')}`,
      [':2:3: tasks.0.cpy: unknown key, did you mean "copy"? (task "a")'],
    ],
    [
      'a key in a list of merges',
      `x-d: [&d { x: 1 }, &e { y: 2, x: 3 }]\n${task('<<: [*d, *e]')}`,
      [':1:12: tasks.0.x: unknown key (task "a")', ':1:25: tasks.0.y: unknown key (task "a")'],
    ],
    ['a merge of no map', task('<<: 3'), [':3:9: tasks.0: "<<" takes a map, or a list of maps (task "a")']],
    [
      'after a text of several lines',
      task('prompt: |\n  one\n\n  two\nfoo: 1'),
      [':7:5: tasks.0.foo: unknown key (task "a")'],
    ],
    [
      'after Windows line ends',
      task('prompt: >\n  one\nfoo: 1').replaceAll('\n', '\r\n'),
      [':5:5: tasks.0.foo: unknown key (task "a")'],
    ],
    ['a prototype', task('__proto__: { branch: x }'), [':3:5: tasks.0: unknown key "__proto__" (task "a")']],
    [
      'a NUL',
      task('prompt: "a\\0b"'),
      [':3:13: tasks.0.prompt: contains a NUL character, which can\'t be passed to a program (task "a")'],
    ],
    [
      'half a character',
      task('prompt: "\\ud800"'),
      [
        ':3:13: tasks.0.prompt: contains half a character (a lone surrogate), which can\'t be passed to a program (task "a")',
      ],
    ],
    [
      'a number for a name',
      'tasks:\n  - name: 12\n',
      [':2:11: tasks.0.name: expected a string, not 12; put it in quotes'],
    ],
    [
      'both prompts',
      task('prompt: x\nprompt_file: y'),
      [
        ':4:18: tasks.0.prompt_file: a task takes `prompt` or `prompt_file`, not both (task "a")',
        ':4:18: tasks.0.prompt_file: no such file: DIR/y (task "a")',
      ],
    ],
    [
      'a duration',
      'watch: { archive_after: 10 seconds }\n',
      [':1:25: watch.archive_after: expected a duration such as 10s, 500ms, 2m or 1h'],
    ],
    [
      'a duration that no timer can wait',
      'watch: { archive_after: 596.1h }\ndefaults: { stall_after: 596h, verify: { run: x, timeout: 40000m } }\n',
      [
        ':1:25: watch.archive_after: longer than the longest duration, 596h (24 days)',
        ':2:59: defaults.verify.timeout: longer than the longest duration, 596h (24 days)',
      ],
    ],
    [
      'a bad branch from the defaults',
      'defaults: { branch: "{task}.lock" }\ntasks: [name: a]\n',
      [':2:9: tasks.0: git does not allow "a.lock" as a branch name (task "a")'],
    ],
    [
      'tasks that wait for each other',
      'tasks:\n  - { name: a, after: [b] }\n  - name: b\n    base: { task: c }\n  - { name: c, after: [x, a] }\n',
      [
        ':5:23: tasks.2.after: these tasks wait for each other, so that none ever begins: c → a → b → c (task "c")',
      ],
    ],
    [
      'a task that waits for itself, and one that waits for that',
      'tasks:\n  - { name: a, base: { task: a } }\n  - { name: b, after: [a] }\n',
      [':2:22: tasks.0.base: these tasks wait for each other, so that none ever begins: a → a (task "a")'],
    ],
    [
      'two circles',
      'tasks:\n  - { name: a, after: [b] }\n  - { name: b, after: [a] }\n  - { name: c, after: [c] }\n',
      [
        ':3:23: tasks.1.after: these tasks wait for each other, so that none ever begins: b → a → b (task "b")',
        ':4:23: tasks.2.after: these tasks wait for each other, so that none ever begins: c → c (task "c")',
      ],
    ],
    [
      'one branch for two',
      'tasks:\n  - name: a\n  - { name: b, branch: a }\n',
      [':3:24: tasks.1.branch: task "a" has branch "a" too; a branch can be in only one worktree (task "b")'],
    ],
    [
      'a branch below another',
      'tasks:\n  - { name: b, branch: a/c }\n  - name: a\n',
      [':2:24: tasks.0.branch: git can\'t have both branch "a/c" and branch "a" of task "a" (task "b")'],
    ],
    [
      'one worktree for two',
      'tasks:\n  - { name: a, worktree: ../w }\n  - { name: b, worktree: x/../../w }\n',
      [':3:26: tasks.1.worktree: task "a" has the worktree DIR/../w too (task "b")'],
    ],
    [
      'a worktree in another',
      'tasks:\n  - { name: a, worktree: ../w }\n  - { name: b, worktree: ../w/b }\n',
      [':3:26: tasks.1.worktree: DIR/../w/b is inside the worktree of task "a" (task "b")'],
    ],
    [
      'the repository as a worktree',
      task('worktree: .'),
      [':3:15: tasks.0.worktree: the worktree can\'t be DIR: the repository itself is there (task "a")'],
    ],
    [
      'a worktree around the repository',
      task('worktree: ..'),
      [':3:15: tasks.0.worktree: the worktree can\'t be DIR/..: the repository itself is there (task "a")'],
    ],
    [
      "a worktree in git's folder",
      'worktrees: .git/x\ntasks:\n  - name: a\n',
      [':3:11: tasks.0.name: the worktree can\'t be DIR/.git/x/a: that is git\'s own folder (task "a")'],
    ],
    [
      'a home',
      'worktrees: ~/x\n',
      [':1:12: worktrees: "~" is not expanded here; write an absolute path, or one relative to this file'],
    ],
    [
      'an unknown agent',
      'agents: { mine: { command: x } }\ndefaults: { agent: nobody }\ntasks: [name: a]\n',
      [`:3:9: tasks.0: no agent "nobody"; the agents are mine, ${presetNames.join(', ')} (task "a")`],
    ],
    ['nothing', '', [': is empty; write `tasks: []` if there are no tasks']],
    ['a comment only', '# tasks:\n', [': is empty; write `tasks: []` if there are no tasks']],
  ])('point at %s', async (_, text, expected) => {
    const lines = await mistakes(text);
    expect(lines).toEqual(expected.map((line) => `pane.config.yaml${line}`));
  });

  test('in an agent that is wrong itself are not told again for its tasks', async () => {
    const text = 'agents: { mine: 3 }\ntasks:\n  - { name: a, agent: mine }\n';
    expect(await mistakes(text)).toEqual(['pane.config.yaml:1:17: agents.mine: expected a map, not 3']);
  });

  test('of which there are too many are counted', async () => {
    const text = `tasks:\n${'  - 1\n'.repeat(105)}`;
    const lines = await mistakes(text);
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… and 5 more');
  });
});
