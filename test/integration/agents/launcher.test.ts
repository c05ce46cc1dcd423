/**
 * The launcher without a window: what a further pane waits for, and what it tells of turns.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

const launcher = `${import.meta.dirname}/../../../src/agents/launcher.sh`;

test('a further pane does not wait for a launcher that has ended, though nobody has collected it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/tmux', '#!/bin/sh\n', { mode: 0o755 });
  await sandbox.write('pane/launch.sh', 'pane_path=$PATH\npane_worktree=.\npane_env() { :; }\n');
  // `sleep` takes the place of the shell that began it, which might collect a child, and collects none; only then it ends.
  const child = '(until grep -q sleep /proc/$$/comm; do sleep 0.01; done)';
  sandbox.start('sh', ['-c', `${child} & echo $! >pid; exec sleep 1000`]);
  const statOf = (pid: string) =>
    readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  const pid = await eventually(async () => {
    const text = (await sandbox.read('pid')).trim();
    expect(statOf(text)[0]).toBe('Z');
    return text;
  });
  await sandbox.write('pane/run', `pid ${pid}\nstart ${statOf(pid)[19]}\n`);
  await sandbox.write('pane/state', 'state setup\n');

  const { stderr } = await sandbox.run('sh', [launcher, sandbox.path('pane'), '0123456789ab', '1'], {
    env: { SHELL: '/bin/true' },
  });
  expect(stderr).toBe('pane: agent not started, because the window was closed\n');
});

test('a clock that is put back makes no launch of one that could not resume', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/tmux', '#!/bin/sh\n', { mode: 0o755 });
  await sandbox.write('bin/date', '#!/bin/sh\ncat "$HOME/now"\n', { mode: 0o755 });
  await sandbox.sh('echo 1000000000 >"$HOME/now"');
  const launch = `pane_path=$PATH pane_worktree=. pane_setup_count=0 pane_prompt=hash pane_on_exit=shell pane_mode=next
pane_env() { :; }
pane_next() { echo next >>began; echo 999996400 >"$HOME/now"; exit 1; }
pane_start() { echo start >>began; }
`;
  await sandbox.write('pane/launch.sh', launch);
  await sandbox.write('pane/prompt', 'do it\n');
  await sandbox.run('sh', [launcher, sandbox.path('pane'), '0123456789ab'], {
    env: { SHELL: '/bin/true' },
    cwd: '.',
  });
  expect(await sandbox.read('pane/state')).toMatch(/^state exited\nat 999996400\ncode 1\n/);
  expect(await sandbox.read('began')).toBe('next\n');
});

describe.each([['sh'], ['dash'], ['bash', '--posix']])(
  'under %s',
  (program: string, ...options: string[]) => {
    /** What stands in `turns` once the agent has ended, and what stood there while it ran. */
    async function turnsOf(launch: Readonly<Record<string, string>>, before = ''): Promise<string[]> {
      await using sandbox = await Sandbox.create();
      await sandbox.write('bin/tmux', '#!/bin/sh\n', { mode: 0o755 });
      const { code = '0', ...given } = launch;
      const variables = Object.entries({
        pane_worktree: '.',
        pane_setup_count: '0',
        pane_prompt: 'hash',
        pane_on_exit: 'shell',
        ...given,
      }).map(([name, value]) => `${name}='${value}'`);
      const begin = `{ cat "$pane_dir/turns" 2>/dev/null || echo none; } >during; exit ${code}`;
      await sandbox.write(
        'pane/launch.sh',
        ['pane_path=$PATH', ...variables, 'pane_env() { :; }']
          .concat(
            ['start', 'next', 'resume', 'latest', 'fresh'].map((mode) => `pane_${mode}() { ${begin}; }`),
          )
          .join('\n'),
      );
      await sandbox.write('pane/prompt', 'do it\n');
      if (before !== '') await sandbox.write('pane/turns', before);
      await sandbox.run(program, [...options, launcher, sandbox.path('pane'), '0123456789ab'], {
        env: { SHELL: '/bin/true' },
        cwd: '.',
      });
      const texts = await Promise.all([
        sandbox.read('during'),
        sandbox.read('pane/turns').catch(() => 'none\n'),
      ]);
      return texts.map((text) => text.replace(/ \d{9,}\n$/, ' AT').trim());
    }

    test('a program that ends with its turn ends it well with exit code 0', async () => {
      const once = { pane_turns: 'once', pane_mode: 'start' };
      expect(await turnsOf(once)).toEqual(['open 0 AT', 'done 1 AT']);
      expect(await turnsOf({ ...once, code: '3' })).toEqual(['open 0 AT', 'failed 0 AT']);
      expect(await turnsOf({ ...once, pane_mode: 'next' }, 'done 4 1\n')).toEqual(['open 4 AT', 'done 5 AT']);
      expect(await turnsOf({ ...once, pane_mode: 'resume' }, 'done 4 1\n')).toEqual(['done 4 1', 'done 4 1']);
    });

    test('any other one begins one with its prompt, if anybody tells of its end', async () => {
      const told = { pane_turns: 'told', pane_mode: 'start' };
      expect(await turnsOf(told)).toEqual(['open 0 AT', 'open 0 AT']);
      expect(await turnsOf(told, 'open 2 1\n')).toEqual(['open 2 AT', 'open 2 AT']);
      expect(await turnsOf({ ...told, pane_mode: 'fresh' })).toEqual(['none', 'none']);
      expect(await turnsOf({ ...told, pane_turns: '' })).toEqual(['none', 'none']);
    });
  },
);
