/**
 * Tasks that wait for one whose work is checked: what was verified is looked at once more before another one begins.
 */
import { expect, test } from 'vitest';
import { CheckedProject } from '../support/checked.ts';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldAgents } from '../support/told-agent.ts';

test('what has changed since it was verified is checked again, once, before another task begins', async () => {
  await using sandbox = await Sandbox.create();
  const verify = { run: ['printf x >>"$PANE_ROOT/checks"', 'test -e work'], settle: '0s', retries: 0 };
  const tasks = (...others: { readonly name: string; readonly after: readonly string[] }[]) => ({
    agents: toldAgents,
    tasks: [{ name: 'one', agent: 'told', verify }, ...others.map((task) => ({ agent: 'told', ...task }))],
  });
  const checked = await CheckedProject.create(sandbox, null, tasks());
  const { project } = checked;
  const checks = async () => (await sandbox.sh('cat repo/checks 2>/dev/null || true')).length;
  await checked.watch();
  await checked.turn('touch work');
  await checked.shown('verified');

  await checked.sh('echo by hand >>work');
  await project.write(tasks({ name: 'two', after: ['one'] }));
  await eventually(async () => expect((await project.task('two')).window).not.toBeNull());
  expect(await checks()).toBe(2);
  expect(await checked.attempts()).toMatchObject({ check: { isAgain: true, changedSince: false } });
  await checked.shown('idle', '', 'two');
  const settled = ['wait', '--all-settled', '--timeout', '30'];
  expect(await project.pane(settled)).toMatchObject({ exitCode: 0, stdout: 'one verified\ntwo idle\n' });

  await checked.sh('echo once more >>work');
  await project.write(tasks({ name: 'two', after: ['one'] }, { name: 'three', after: ['one'] }));
  await checked.shown('verified', 'changed since');
  await eventually(async () =>
    expect((await project.task('three')).message).toBe('place 1: after one (changed since it was verified)'),
  );
  expect(await checks()).toBe(2);

  // A turn makes it good again.
  await checked.turn('echo >>work');
  await eventually(async () => expect((await project.task('three')).window).not.toBeNull());
  expect(await checks()).toBe(3);

  await checked.turn('rm work');
  const stuck = await project.pane(settled);
  expect(stuck).toMatchObject({ exitCode: 1 });
  expect(stuck.stderr).toContain('not verified or idle: one is stuck');
});
