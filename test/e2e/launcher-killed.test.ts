/**
 * A window's launcher that is killed at any point: no prompt is delivered twice, and one that was perhaps
 * not delivered is told, with the way to deliver it.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/**
 * The launcher's steps by the program that it calls there, and the call's number. The task that has the
 * step's name has its launcher killed at it, once.
 */
const before = ['rm-1', 'mv-1', 'mv-2', 'mkdir-1'];
/** The prompt is claimed, and nothing tells whether the agent has started. */
const between = ['sync-1', 'cat-1'];

/** Stands before a program in PATH: kills the shell of the launcher that calls it, at the call of the task's name. */
function killer(sandbox: Sandbox, program: string): string {
  return `#!/bin/sh
if [ -n "$PANE_TASK" ] && [ ! -e "${sandbox.path('tmp')}/$PANE_TASK.killed" ]; then
  calls="${sandbox.path('tmp')}/$PANE_TASK.${program}"
  echo >> "$calls"
  if [ "$PANE_TASK" = "${program}-$(/usr/bin/wc -l < "$calls" | tr -d ' ')" ]; then
    : > "${sandbox.path('tmp')}/$PANE_TASK.killed"
    admin=$(git -C "$PANE_WORKTREE" rev-parse --absolute-git-dir)
    read -r _ launcher < "$admin/pane/run"
    kill -9 "$launcher" $PPID
    exit 1
  fi
fi
PATH=\${PATH#*:} exec ${program} "$@"
`;
}

test('killed before the prompt was claimed, up delivers it; killed after, it is told, and restart --prompt delivers it', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  for (const program of ['rm', 'mv', 'mkdir', 'sync', 'cat'])
    await sandbox.write(`bin/${program}`, killer(sandbox, program), { mode: 0o755 });
  const all = [...before, ...between];
  const project = await TestProject.create(sandbox, repository, { tasks: all });
  const prompts = (names: readonly string[]) => names.map((name) => `Prompt of ${name}`).sort();
  const delivered = () => sandbox.launches().map(({ argv }) => argv.join());

  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await eventually(async () => {
    expect((await sandbox.sh('ls tmp')).match(/\S+\.killed/g)).toHaveLength(all.length);
    expect((await sandbox.tmux('list-panes', '-a', '-F', '#{pane_dead}')).match(/1/g)).toHaveLength(
      all.length,
    );
  });
  expect(delivered()).toEqual([]);
  const states = await project.states();
  expect(states).toEqual(Object.fromEntries(all.map((name) => [name, 'failed'])));
  for (const name of between) expect((await project.task(name)).message).toContain('not have been delivered');

  const again = await project.up(['--wait']);
  expect(again.exitCode).toBe(1);
  for (const name of between) expect(again.stderr).toContain(`pane restart --prompt ${name}`);
  await eventually(() => expect(delivered().sort()).toEqual(prompts(before)));
  const third = await project.up(['--wait']);
  expect(third.exitCode).toBe(1);
  expect(delivered().sort()).toEqual(prompts(before));

  expect(await project.pane(['restart', ...between])).toMatchObject({ exitCode: 0 });
  await project.eventually(Object.fromEntries(between.map((name) => [name, 'failed'])));
  expect(delivered().sort()).toEqual(prompts(before));

  expect(await project.pane(['restart', '--prompt', ...between])).toMatchObject({ exitCode: 0 });
  await eventually(() => expect(delivered().sort()).toEqual(prompts(all)));
  await project.eventually(Object.fromEntries(all.map((name) => [name, 'running'])));
  expect(await project.plan()).toEqual([]);
});

test('restart --prompt makes an end of whatever else was claimed, and perhaps not delivered', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { once: { command: ['true'], one_shot: true } },
    tasks: [{ name: 'one', agent: 'once', prompt: 'Do it' }],
  });
  await project.upDone();
  await project.eventually({ one: 'exited' });
  // As if the machine had lost its power when the agent was started again after a failed check.
  await sandbox.write('repo/.git/worktrees/one/pane/prompts/check-1700000000', 'claimed\n');
  await project.eventually({ one: 'failed' });
  expect(await project.pane(['restart', '--prompt', 'one'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'exited' });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
});
