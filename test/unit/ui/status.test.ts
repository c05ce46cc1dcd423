import { expect, test } from 'vitest';
import type { ProjectStatus, TaskStatus } from '../../../src/snapshot/status.ts';
import { unknownStatus } from '../../../src/snapshot/unknown-status.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { formatStatus } from '../../../src/ui/status.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const view = { now, palette: plainPalette, available: Number.POSITIVE_INFINITY, long: false };

function task(name: string, parts: Partial<TaskStatus>): TaskStatus {
  return {
    ...unknownStatus(name),
    state: 'running',
    source: 'process',
    since: '2026-11-22T11:57:00Z',
    agent: 'claude',
    branch: name,
    base: 'main',
    worktree: `/w/${name}`,
    window: '@1',
    pane: '%1',
    ...parts,
  };
}

function project(parts: Partial<ProjectStatus>): ProjectStatus {
  return {
    project: 'my-app',
    session: 'my-app',
    socket: 'default',
    file: '/r/pane.config.yaml',
    tasks: [],
    orphans: [],
    archived: [],
    watcher: null,
    pending: 0,
    warnings: [],
    ...parts,
  };
}

test('a row for each task, and below it what the rows cannot tell', () => {
  const status = project({
    tasks: [
      task('login', { branch: 'feature/login', drift: ['prompt'] }),
      task('signup', { state: 'failed', message: 'setup: `npm ci` ended with 1' }),
      task('docs', { state: 'exited', exitCode: 3, drift: ['branch'] }),
      task('new', { state: 'pending', since: null, agent: null, window: null }),
    ],
    orphans: [task('old', { state: 'stopped', window: null })],
    archived: [
      { task: 'a', id: 'k3v9x2m4q7ab', branch: 'a', archivedAt: '2026-11-21T12:00:00Z', path: '/w/a' },
    ],
    watcher: {
      pid: 77,
      since: '2026-11-22T10:00:00Z',
      holding: ['3 of 4 tasks left at once', '/r/.pane is not ignored'],
    },
    pending: 2,
    warnings: ['/r/.pane is not ignored'],
  });
  expect(formatStatus(status, view)).toBe(`TASK    STATE    AGENT   BRANCH         AGE  MESSAGE
login   running  claude  feature/login  3m   changed in the file: prompt
signup  failed   claude  signup         3m   setup: \`npm ci\` ended with 1
docs    exited   claude  docs           3m   exit code 3; changed in the file: branch
new     pending          new
old     stopped  claude  old            3m   not in the file

warning: /r/.pane is not ignored
2 operations pending; \`pane plan\` lists them, \`pane up\` applies them.
1 archive; \`pane restore\` lists it.
Watcher: on (pid 77, 2h).
  Held back: 3 of 4 tasks left at once
Attach: tmux attach -t my-app  (or \`pane attach\`)
`);
});

test('what is pending is applied by the watcher, unless it holds something back or does not do that by itself', () => {
  const watcher = { pid: 77, since: '2026-11-22T10:00:00Z', holding: [] };
  const line = (parts: Partial<ProjectStatus>) =>
    /.* pending;.*/.exec(formatStatus(project({ pending: 1, watcher, ...parts }), view))?.[0];
  const byUp = '1 operation pending; `pane plan` lists it, `pane up` applies it.';
  expect(line({})).toBe('1 operation pending; `pane plan` lists it, the watcher applies it.');
  expect(line({ watcher: null })).toBe(byUp);
  expect(line({ watcher: { ...watcher, holding: ['git wrote the file'] } })).toBe(byUp);
  expect(line({ tasks: [task('shut', { state: 'stopped' })] })).toBe(byUp);
});

test('--long adds changes and where the state comes from', () => {
  const status = project({
    tasks: [
      task('login', { ahead: 1, dirty: 4, lines: { added: 12, removed: 3 } }),
      task('x', { ahead: 2, dirty: 0 }),
    ],
  });
  expect(
    formatStatus(status, { ...view, long: true }),
  ).toContain(`TASK   STATE    AGENT   AGE  CHANGES                    FROM
login  running  claude  3m   1 commit, 4 dirty, +12 -3  process
x      running  claude  3m   2 commits                  process
`);
});

test('--long adds what the last check came to, how long it took, and how often the agent was told', () => {
  const verify = {
    outcome: 'green',
    at: '2026-01-01T00:00:00.000Z',
    exitCode: null,
    sent: 0,
    retries: 3,
  } as const;
  const message = (parts: object, long = true) => {
    const tasks = [task('login', { verify: { ...verify, seconds: 34, changed: false, ...parts } })];
    const now = Date.parse('2026-01-01T00:03:00.000Z');
    const text = formatStatus(project({ tasks }), {
      ...view,
      now,
      available: Number.POSITIVE_INFINITY,
      long,
    });
    return /last check.*/.exec(text)?.[0].trimEnd() ?? '';
  };
  expect(message({}, false)).toBe('');
  expect(message({})).toBe('last check passed in 34 s, 3m ago');
  expect(message({ changed: true })).toBe('last check passed in 34 s, 3m ago; it changed files itself');
  expect(message({ outcome: 'red', exitCode: 2, sent: 1 })).toBe(
    'last check failed with exit code 2 after 34 s, 3m ago; 1 of 3 messages sent',
  );
  expect(message({ outcome: 'red', exitCode: null })).toBe(
    'last check was ended at its time limit after 34 s, 3m ago',
  );
  expect(message({ outcome: 'unchanged' })).toBe('last check found nothing changed, 3m ago');
  expect(message({ outcome: 'fault' })).toBe('last check could not be run, 3m ago');
});

test('without tasks it says how to get one, and offers no session that is not there', () => {
  expect(formatStatus(project({}), view)).toBe(
    'No tasks. `pane add "PROMPT"` adds one.\n\nWatcher: off. `pane up` starts it.\n',
  );
});

test('a question is never cut: where its row has no room it stands below', () => {
  const question = 'Shall I apply the migration to the database that everybody uses, or wait for the review?';
  const tasks = [
    task('api', { state: 'waiting', message: question, ports: { PORT: 4101 } }),
    task('web', { state: 'working', ports: { PORT: 4102 } }),
  ];
  expect(
    formatStatus(project({ tasks }), { ...view, available: 80 }),
  ).toContain(`TASK  STATE    AGENT   PORTS      AGE
api   waiting  claude  PORT=4101  3m
  Shall I apply the migration to the database that everybody uses, or wait for
  the review?
web   working  claude  PORT=4102  3m

`);
});

test('on a phone the rows still fit', () => {
  const status = project({
    tasks: [task('login-rewrite', { state: 'failed', message: 'setup: npm ci ended with 1' })],
  });
  const [header = '', ...rows] = formatStatus(status, { ...view, available: 30 }).split('\n');
  for (const row of rows.slice(0, 2)) expect(row.length).toBeLessThanOrEqual(30);
  expect(header).toMatch(/^TASK.*STATE/);
  expect(rows[1]).toBe('  setup: npm ci ended with 1');
});

test('what another program wrote cannot steer the terminal', () => {
  const status = project({
    tasks: [task('a', { message: '\x1b]0;gotcha\x07\nnext' })],
    warnings: ['\x1b[2J'],
  });
  const controls = [...formatStatus(status, view)].filter((letter) => letter < ' ' && letter !== '\n');
  expect(controls).toEqual([]);
});

test('every state of a night is told within 80 columns, with all that its message says', () => {
  const name = 'a-task-with-quite-a-long-name';
  const reason = 'place 12: after schema (working), api (not begun), signup (no such task)';
  const tasks = [
    task('api', {
      state: 'queued',
      since: null,
      window: null,
      message: 'place 1: 3 at work, max_active is 3',
    }),
    task(name, { state: 'queued', since: null, window: null, message: reason }),
    task('docs', { state: 'verified', message: 'changed since' }),
    task('logs', { state: 'limited', message: 'usage limit reached', until: '2026-11-22T15:00:00Z' }),
    task('web', {
      state: 'stuck',
      message: 'npm test failed (exit code 1), and the turn after it changed nothing: 1 failed',
    }),
    task('work', { state: 'working', message: 'no sign for 34 min' }),
    task('check', { state: 'verifying' }),
  ];
  const text = formatStatus(project({ tasks }), { ...view, available: 80 });
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const flat = text.replace(/\s+/g, ' ');
  for (const { message, state } of tasks) {
    expect(flat).toContain(state);
    expect(flat).toContain(message ?? '');
  }
});
