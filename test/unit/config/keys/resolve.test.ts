import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Folder, loaded, mistakes } from '../folder.ts';

const task = (lines = '') => `tasks:\n  - name: a\n${lines.replaceAll(/^(?=.)/gm, '    ')}`;

/** The only task of a file. */
async function first(text: string, files: Readonly<Record<string, string>> = {}) {
  const [only] = (await loaded(text, files)).tasks;
  if (only === undefined) throw new Error('no task');
  return only;
}

test('defaults are filled in', async () => {
  await using folder = await Folder.create({ 'pane.config.yaml': task() });
  expect(await folder.load()).toEqual({
    files: {
      project: folder.path('pane.config.yaml'),
      local: folder.path('pane.config.local.yaml'),
      user: folder.path('user/config.yaml'),
    },
    texts: { project: task(), local: null },
    project: 'my-app',
    worktrees: `${folder.above}/my-app.worktrees`,
    socket: null,
    session: 'my-app',
    sessionIsFixed: false,
    statusLine: true,
    bell: ['waiting', 'failed', 'stuck', 'verified'],
    notify: [],
    archiveAfterMs: 10_000,
    envPass: [],
    freesAfterMs: 900_000,
    verifyParallel: 2,
    slurm: null,
    hosts: {},
    elsewhere: [],
    user: 'ann',
    tasks: [
      {
        name: 'a',
        position: { file: folder.path('pane.config.yaml'), line: 2, column: 5 },
        agent: {
          name: 'claude',
          preset: 'claude',
          command: { argv: ['claude'] },
          args: [],
          prompt: 'argument',
          separator: ['--'],
          conversation: {
            start: ['--session-id', '{id}'],
            resume: ['--resume', '{id}'],
            latest: ['--continue'],
          },
          reports: 'claude',
          screen: expect.anything(),
          env: {},
          maxActive: null,
          oneShot: false,
        },
        prompt: null,
        promptFile: null,
        branch: 'a',
        base: null,
        baseTask: null,
        maxActive: null,
        freesAfterMs: 900_000,
        worktree: `${folder.above}/my-app.worktrees/a`,
        worktreeIsExplicit: false,
        copy: ['.env', '.env.*', 'node_modules', '.claude/settings.local.json', 'CLAUDE.local.md'],
        link: [],
        sendFiles: [],
        env: {},
        setup: [],
        panes: [],
        host: null,
        onExit: 'shell',
        session: 'my-app',
        paused: false,
        after: [],
        verify: null,
        onLimit: 'wait',
        onFailure: 'stay',
        restarts: 3,
        stallAfterMs: 1_800_000,
      },
    ],
    example: null,
  });
});

test('without tasks there is an example of one, with the defaults of the file', async () => {
  await using folder = await Folder.create({
    'pane.config.yaml': 'defaults: { agent: codex, setup: [make] }\n',
  });
  const { tasks, example } = await folder.load();
  expect(tasks).toEqual([]);
  expect(example).toMatchObject({ agent: { name: 'codex' }, setup: ['make'], link: [] });
});

test('every key arrives', async () => {
  const text = `
project: app
base: develop
worktrees: ../{project}-trees
tmux: { socket: ./sock/t, session: "a.b c" }
watch: { archive_after: 1.5m }
env_pass: [TOKEN, "AWS_*"]
agents:
  fixer: { command: [./fix.sh], args: [-v], prompt: { file: --file }, resume: [--again], env: { A: "1" } }
defaults: { agent: fixer, args: [-d], env: { X: 1, Y: 2 }, prompt_append: Be brief., branch: "{user}/{project}/{task}" }
tasks:
  - name: a
    prompt: Do it.
    base: v1
    worktree: ../elsewhere
    paused: true
    args: [-t]
    copy: [x]
    link: [y]
    env: { Y: 3.10, Z: yes, B: true, N: 0x1F }
    setup: [npm ci]
    panes: [{ run: npm run dev }, { run: htop, split: below, size: 40% }, { run: w, size: 12 }]
    on_exit: close
`;
  await using folder = await Folder.create({ 'pane.config.yaml': text });
  const config = await folder.load();
  expect(config).toMatchObject({
    project: 'app',
    worktrees: `${folder.above}/app-trees`,
    socket: folder.path('sock/t'),
    session: 'a_b_c',
    sessionIsFixed: true,
    archiveAfterMs: 90_000,
    envPass: ['TOKEN', 'AWS_*'],
  });
  expect(config.tasks[0]).toMatchObject({
    agent: {
      name: 'fixer',
      preset: null,
      command: { argv: ['./fix.sh'] },
      args: ['-v', '-t'],
      prompt: { file: '--file' },
      separator: [],
      conversation: { start: [], resume: null, latest: ['--again'] },
      env: { A: '1' },
    },
    prompt: 'Do it.\n\nBe brief.',
    branch: 'ann/app/a',
    base: 'v1',
    worktree: `${folder.above}/elsewhere`,
    worktreeIsExplicit: true,
    copy: ['x'],
    link: ['y'],
    env: { X: '1', Y: '3.10', Z: 'yes', B: 'true', N: '0x1F' },
    setup: ['npm ci'],
    panes: [
      { run: 'npm run dev', split: 'right', size: null },
      { run: 'htop', split: 'below', size: '40%' },
      { run: 'w', split: 'right', size: '12' },
    ],
    onExit: 'close',
    paused: true,
  });
});

describe('three files', () => {
  test('merge: maps by key, lists and scalars replaced, tasks by name', async () => {
    const config = await loaded(
      `
agents: { mine: { command: tool, args: [a], env: { A: p, B: p } } }
defaults: { agent: mine, env: { X: p, Y: p }, copy: [p] }
tmux: { session: s, socket: t }
env_pass: [P]
tasks:
  - { name: one, prompt: p, branch: p, env: { K: p } }
  - name: two
`,
      {
        'user/config.yaml': `
agents: { mine: { command: other, resume: [u], env: { B: u, C: u } } }
defaults: { on_exit: close, env: { Y: u, Z: u }, copy: [u, u] }
`,
        'pane.config.local.yaml': `
agents: { mine: { args: [l] } }
defaults: { env: { X: l } }
tmux: { session: mine }
env_pass:
tasks:
  - name: three
  - { name: one, prompt_file: prompts/one.md, env: { L: l } }
`,
        'prompts/one.md': 'from the file\n',
      },
    );
    expect(config).toMatchObject({ session: 'mine', socket: 't', envPass: ['P'] });
    expect(config.tasks.map((one) => one.name)).toEqual(['one', 'two', 'three']);
    expect(config.tasks[0]).toMatchObject({
      position: { file: config.files.local, line: 8, column: 5 },
      prompt: 'from the file\n',
      branch: 'p',
      env: { X: 'l', Y: 'p', Z: 'u', K: 'p', L: 'l' },
      copy: ['p'],
      onExit: 'close',
      agent: {
        command: { shell: 'tool' },
        args: ['l'],
        conversation: { latest: ['u'] },
        env: { A: 'p', B: 'p', C: 'u' },
      },
    });
  });

  test("a prompt of the upper file replaces the lower one's, in whatever way either is written", async () => {
    const files = {
      'pane.config.local.yaml': 'tasks: [{ name: a, prompt: from the text }]\n',
      p: 'from the file',
    };
    const { tasks } = await loaded('tasks: [{ name: a, prompt_file: p }]\n', files);
    expect(tasks[0]).toMatchObject({ prompt: 'from the text', promptFile: null });
  });

  test('may be empty but for the project', async () => {
    const files = { 'user/config.yaml': '', 'pane.config.local.yaml': '# later\n' };
    expect((await loaded('tasks:\n', files)).tasks).toEqual([]);
  });

  test('come with their texts as they were read', async () => {
    const text = '\ufefftasks: [] # é\r\n';
    expect((await loaded(text)).texts).toEqual({ project: text, local: null });
    const both = await loaded('tasks: []', { 'pane.config.local.yaml': '' });
    expect(both.texts).toEqual({ project: 'tasks: []', local: '' });
  });
});

describe('a prompt', () => {
  test('stays byte for byte', async () => {
    const prompt = ' "quotes" $HOME `x` \t#{x} é 😀\n\n\n';
    expect((await first(task(`prompt: ${JSON.stringify(prompt)}`))).prompt).toBe(prompt);
    expect((await first(task('prompt_file: p\n'), { p: `\ufeff${prompt}` })).prompt).toBe(`\ufeff${prompt}`);
  });

  test('that is empty is none, whatever is appended', async () => {
    expect((await first(`defaults: { prompt_append: x }\n${task('prompt: ""')}`)).prompt).toBeNull();
  });

  test('of a mebibyte is taken, a longer one is not', async () => {
    const most = 'x'.repeat(1024 * 1024);
    expect((await first(task('prompt_file: p'), { p: most })).prompt).toBe(most);
    expect((await first(task(`prompt: |-\n  ${most}`))).prompt).toBe(most);
    expect(await mistakes(task('prompt_file: p'), { p: `${most}x` })).toEqual([
      'pane.config.yaml:3:18: tasks.0.prompt_file: DIR/p is too large: 1.1 MiB, at most 1 MiB (task "a")',
    ]);
    expect(await mistakes(task(`prompt: |\n  ${most}\n`))).toEqual([
      'pane.config.yaml:3:13: tasks.0.prompt: the prompt is larger than 1 MiB (task "a")',
    ]);
  });

  test.each([
    ['is missing', {}, 'no such file: DIR/p'],
    ['is a directory', { 'p/x': '' }, 'DIR/p is a directory, not a file'],
    ['holds a NUL', { p: 'a\0' }, "DIR/p contains a NUL character, which can't be passed to a program"],
    [
      'is not UTF-8',
      { p: new Uint8Array([0x61, 0x0a, 0xc3, 0xa9, 0xff]) },
      'DIR/p is not valid UTF-8 on line 2 (byte 5 of the file); save it as UTF-8',
    ],
  ])('whose file %s is a mistake', async (_, files, message) => {
    expect(await mistakes(task('prompt_file: p'), files)).toEqual([
      `pane.config.yaml:3:18: tasks.0.prompt_file: ${message} (task "a")`,
    ]);
  });
});

describe('a file', () => {
  test.each([
    ['of 10 MB', 'x'.repeat(10_000_000), 'is too large: 9.6 MiB, at most 2 MiB'],
    [
      'that is not UTF-8',
      new Uint8Array([0x61, 0x3a, 0x0a, 0xff, 0xfe]),
      'is not valid UTF-8 on line 2 (byte 4 of the file); save it as UTF-8',
    ],
    [
      'that ends in half a character',
      new Uint8Array([0x61, 0x3a, 0x20, 0xc3]),
      'is not valid UTF-8 on line 1 (byte 4 of the file); save it as UTF-8',
    ],
  ])('%s is a mistake', async (_, content, message) => {
    expect(await mistakes(content)).toEqual([`pane.config.yaml: ${message}`]);
  });

  test('that is not there, a directory, a pipe, or a circle of links is a mistake', async () => {
    await using folder = await Folder.create();
    const message = () =>
      folder.load().then(
        () => '',
        (error: Error) => error.message,
      );
    expect(await message()).toBe('pane.config.yaml: no such file');
    await folder.write({ 'pane.config.yaml': task(), 'pane.config.local.yaml/x': '' });
    expect(await message()).toBe('pane.config.local.yaml: is a directory, not a file');
    execFileSync('mkfifo', [folder.path('pipe')]);
    await folder.write({ 'pane.config.yaml': task('prompt_file: pipe\n') });
    expect(await message()).toContain('pipe is not a regular file (task "a")');
    await symlink('circle', folder.path('circle'));
    await folder.write({ 'pane.config.yaml': task('prompt_file: circle\n') });
    expect(await message()).toContain('circle can\'t be read: symbolic links form a loop (task "a")');
  });

  test('with a bomb of aliases is refused at once', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const items = Array.from({ length: 9 }, () => (level === 0 ? 'lol' : `*a${level - 1}`));
      return `x-${level}: &a${level} [${items.join(', ')}]`;
    });
    const [line] = await mistakes(levels.join('\n'));
    expect(line).toMatch(/^pane\.config\.yaml:1:1: its aliases expand to \d+ values; the limit is 100000$/);
  });

  test('with a mark of byte order, Windows line ends, anchors and free keys is read', async () => {
    const text = `\ufeffx-env: &env { A: 1, x-note: free }
defaults:
  x-any: [1]
  env: *env
tasks:
  - &one
    name: a
    x-note: { deep: [1] }
    copy: &copy [x]
  - <<: *one
    name: b
    link: *copy
    env: { <<: *env, A: 2, C: 3 }
`.replaceAll('\n', '\r\n');
    const { tasks } = await loaded(text);
    expect(tasks.map(({ name, copy, link, env }) => ({ name, copy, link, env }))).toEqual([
      { name: 'a', copy: ['x'], link: [], env: { A: '1' } },
      { name: 'b', copy: ['x'], link: ['x'], env: { A: '2', C: '3' } },
    ]);
  });

  test('of 10,000 keys is read in its own time', async () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `    K${index}: v`).join('\n');
    const { tasks } = await loaded(`defaults:\n  env:\n${keys}\n${task()}`);
    expect(Object.keys(tasks[0]?.env ?? {})).toHaveLength(10_000);
  });
});

describe('an agent whose prompt is typed in', () => {
  const agent = (rest: string) => `agents:\n  mine: { command: x, prompt: paste${rest} }\ntasks: []\n`;

  test.each(['', ', screen: { waiting: [y] }', ', screen: { idle: [] }'])(
    'needs a sign: %j',
    async (rest) => {
      expect(await mistakes(agent(rest))).toEqual([
        expect.stringContaining(
          'pane.config.yaml:2:31: agents.mine.prompt: `paste` requires a way to see that the agent is ready',
        ),
      ]);
    },
  );

  test.each([', screen: { idle: [x] }', ', reports: claude'])('has one: %j', async (rest) => {
    expect((await loaded(agent(rest))).tasks).toEqual([]);
  });
});

describe('a branch', () => {
  test('keeps braces that are not ours', async () => {
    expect((await first(task(`branch: 'x/#{y}"{task}$'`))).branch).toBe('x/#{y}"a$');
  });
});

describe("the project's name", () => {
  test.each([
    ['a.b:c d', 'a_b_c_d'],
    ['-x', 'pane--x'],
    ['2024', 'pane-2024'],
    ['été', '_t_'],
    ['x'.repeat(50), 'x'.repeat(40)],
  ])('%s gives the session %s', async (project, session) => {
    expect((await loaded(`project: ${JSON.stringify(project)}\n`)).session).toBe(session);
  });

  test.each(['..', 'a/b', 'a\nb', ''])('can not be %j', async (project) => {
    const [line] = await mistakes(`project: ${JSON.stringify(project)}\n`);
    expect(line).toContain('pane.config.yaml:1:10: project: not a valid project name');
  });
});

describe('verify', () => {
  const verifyOf = async (text: string) => {
    await using folder = await Folder.create({ 'pane.config.yaml': text });
    return (await folder.load()).tasks.map(({ verify }) => verify);
  };
  const rest = { timeoutMs: 900_000, retries: 3, settleMs: 20_000 };

  test('is a command, a list of commands, or a map', async () => {
    const file = `tasks:
  - { name: a, verify: npm test }
  - { name: b, verify: [npm run lint, npm test] }
  - { name: c, verify: { run: [make], timeout: 1m, retries: 0, settle: 1s } }
  - { name: d, verify: false }
  - { name: e, verify: { run: make } }
`;
    expect(await verifyOf(file)).toEqual([
      { run: ['npm test'], ...rest },
      { run: ['npm run lint', 'npm test'], ...rest },
      { run: ['make'], timeoutMs: 60_000, retries: 0, settleMs: 1_000 },
      null,
      { run: ['make'], ...rest },
    ]);
  });

  test('of a task comes over the default key by key', async () => {
    const file = `defaults: { verify: { run: [npm test], timeout: 2m } }
tasks:
  - { name: a }
  - { name: b, verify: { retries: 1 } }
  - { name: c, verify: make check }
  - { name: d, verify: false }
`;
    expect(await verifyOf(file)).toEqual([
      { run: ['npm test'], ...rest, timeoutMs: 120_000 },
      { run: ['npm test'], timeoutMs: 120_000, retries: 1, settleMs: 20_000 },
      { run: ['make check'], ...rest, timeoutMs: 120_000 },
      null,
    ]);
  });

  test('is not `true`, nor an empty list', async () => {
    await expect(verifyOf('tasks: [{ name: a, verify: true }]')).rejects.toThrow('expected a command');
    await expect(verifyOf('tasks: [{ name: a, verify: [] }]')).rejects.toThrow('expected a command');
  });
});
