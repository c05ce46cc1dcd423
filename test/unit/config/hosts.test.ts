/**
 * What the file says of hosts, and the parts that belong to them.
 */
import { describe, expect, test } from 'vitest';
import { loaded, mistakes } from './folder.ts';

const HOSTS = 'hosts: { big: { ssh: me@big, path: ~/app }, hpc: { ssh: hpc, path: /app } }\n';

describe('mistakes', () => {
  test.each([
    ['tasks: [{ name: a, host: bog }]', '2:26: tasks.0.host: no host "bog", did you mean "big"?'],
    [
      'defaults: { host: x }\ntasks: [{ name: a }]',
      '2:19: defaults.host: no host "x"; the hosts are big, hpc',
    ],
    [
      'tasks: [{ name: a, host: big }, { name: b, host: hpc, after: [a] }]',
      '2:62: tasks.1.after: task "a" is on host big and "b" on host hpc: both must be on the same',
    ],
    [
      'tasks: [{ name: a }, { name: b, host: hpc, base: { task: a } }]',
      '2:50: tasks.1.base: task "a" is on this machine and "b" on host hpc: both must be on the same',
    ],
  ])('%s', async (text, expected) =>
    expect((await mistakes(HOSTS + text)).map((line) => line.replace('DIR/', ''))).toEqual([
      expect.stringContaining(expected),
    ]),
  );

  test.each(['-oProxyCommand=x', 'a b', '"a\\nb"', '"\\u0007"', '""'])('ssh: %s', async (ssh) =>
    expect(await mistakes(`hosts: { big: { ssh: ${ssh}, path: /x } }\ntasks: []\n`)).toEqual([
      expect.stringContaining('hosts.big.ssh: not a destination for ssh'),
    ]),
  );

  test.each(['app', '~ann/app', '"/a\\nb"'])('path: %s', async (path) =>
    expect(await mistakes(`hosts: { big: { ssh: x, path: ${path} } }\ntasks: []\n`)).toEqual([
      expect.stringContaining('hosts.big.path: expected an absolute path'),
    ]),
  );

  test('a host needs both', async () =>
    expect(await mistakes('hosts: { big: { ssh: x } }\ntasks: []\n')).toEqual([
      expect.stringContaining('hosts.big.path: missing'),
    ]));

  test('two machines may have one branch', async () =>
    expect(
      await mistakes(`${HOSTS}tasks: [{ name: a, branch: x }, { name: b, branch: x, host: big }]`),
    ).toEqual([]));
});

describe('the part of a host', () => {
  const text = `${HOSTS}base: dev
max_active: 3
worktrees: ../{project}.trees
tmux: { session: s, socket: t, status: false }
notify: [bell]
agents: { mine: { command: [run] }, other: { command: [x] } }
defaults: { host: big, agent: mine, setup: [make], prompt_append: And tests. }
tasks:
  - { name: here, host: null, agent: claude }
  - { name: far, prompt: Do it., worktree: ../far }
  - { name: file, prompt_file: prompt.md, branch: "{user}/{task}", env: { A: "1" } }
`;
  const files = { 'prompt.md': 'From a file.\n' };

  test('is taken out of this machine’s', async () => {
    const { tasks, elsewhere } = await loaded(text, files);
    expect(tasks.map(({ name }) => name)).toEqual(['here']);
    expect(elsewhere.map((part) => [part.name, part.tasks.map(({ name }) => name)])).toEqual([
      ['big', ['far', 'file']],
    ]);
  });

  test('is complete in itself', async () => {
    const { elsewhere } = await loaded(text, files);
    expect(elsewhere[0]?.content).toEqual({
      max_active: 3,
      worktrees: '../my-app.trees',
      tmux: { status: false },
      agents: { mine: { command: ['run'] } },
      tasks: [
        {
          name: 'far',
          agent: 'mine',
          setup: ['make'],
          branch: 'far',
          prompt: 'Do it.\n\nAnd tests.',
          base: 'dev',
          worktree: '../far',
        },
        {
          name: 'file',
          agent: 'mine',
          setup: ['make'],
          env: { A: '1' },
          branch: 'ann/file',
          prompt: 'From a file.\n\nAnd tests.',
          base: 'dev',
        },
      ],
    });
  });

  test('counts for itself', async () => {
    const hosts = 'hosts: { big: { ssh: x, path: /x, max_active: 1 } }\n';
    const { elsewhere } = await loaded(`${hosts}max_active: 5\ntasks: [{ name: a, host: big }]`);
    expect(elsewhere[0]?.content.max_active).toBe(1);
  });
});
