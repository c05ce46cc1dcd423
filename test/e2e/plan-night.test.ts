/**
 * `pane plan --night`: what may stop the tasks, read without starting anything.
 */
import { expect, test } from 'vitest';
import type { NightPlan } from '../../src/engine/night/night.ts';
import { CheckedProject } from '../support/checked.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const fine = { verify: 'true', on_failure: 'restart' };

test('before anything is approved or runs, and with a watcher', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stubAgent({ name: 'claude' });
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, {
    max_active: 2,
    defaults: fine,
    tasks: [
      { name: 'bold', agent: 'claude', prompt: 'p', args: ['--permission-mode', 'bypassPermissions'] },
      { name: 'shy', agent: 'claude', prompt: 'p', paused: true },
      { name: 'last', agent: 'claude', prompt: 'p', after: ['absent'] },
      { name: 'absent', agent: 'codex', prompt: 'p', args: ['-a', 'never'] },
    ],
  });
  const night = async (...args: string[]): Promise<NightPlan> => {
    const { stdout, stderr, exitCode } = await project.pane(['plan', '--night', '--json', ...args]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    return JSON.parse(stdout);
  };
  /** `LEVEL ABOUT` of what may stop it. */
  const of = ({ tasks }: NightPlan, task: string): string[] | undefined =>
    tasks
      .find(({ name }) => name === task)
      ?.points.filter(({ level }) => level !== 'note')
      .map(({ level, about }) => `${level} ${about}`);

  const before = await night();
  expect(before.points).toMatchObject([{ level: 'stops', about: 'watcher' }]);
  expect(of(before, 'bold')).toEqual(['stops approval', 'stops trust', 'not-known login']);
  expect(of(before, 'absent')).toEqual(['stops approval', 'stops program', 'stops trust']);
  expect(of(await night('shy'), 'bold')).toBeUndefined();
  expect((await project.pane(['trust', '--yes'])).exitCode).toBe(0);
  const approved = await night();
  expect(approved.tasks.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'bold pending',
    'absent pending',
    'last queued',
    'shy paused',
  ]);
  expect(of(approved, 'bold')).toEqual(['stops trust', 'not-known login']);
  expect(of(await night('last'), 'last')).toContain('stops queue');
  const { stdout } = await project.pane(['status', '--json']);
  expect(JSON.parse(stdout).tasks.map(({ state }: { state: string }) => state)).not.toContain('working');

  const trusted = { projects: { [repository.path]: { hasTrustDialogAccepted: true } } };
  await sandbox.write('home/.claude.json', JSON.stringify(trusted));
  await sandbox.write('home/.claude/settings.json', '{"permissions": {"defaultMode": "plan"}}');
  await project.write({
    max_active: 2,
    defaults: { ...fine, env: { ANTHROPIC_API_KEY: 'k' } },
    tasks: [
      { name: 'bold', agent: 'claude', prompt: 'p', args: ['--permission-mode', 'bypassPermissions'] },
      { name: 'shy', agent: 'claude', prompt: 'p' },
    ],
  });
  expect((await project.pane(['up', '--trust'])).exitCode).toBe(0);
  const after = await night();
  expect(after.points).toEqual([]);
  expect(of(after, 'bold')).toEqual([]);
  expect(of(after, 'shy')).toEqual(['stops permissions']);

  const text = (await project.pane(['plan', '--night', 'shy'])).stdout;
  expect(text).toContain('Stops it:\n  shy: claude asks before it changes or runs something');
  expect(await project.pane(['plan', '--night', '--exit-code'])).toMatchObject({ exitCode: 2 });
});

test('what an agent was seen to report in one task is known of it in the others', async () => {
  await using sandbox = await Sandbox.create();
  const checked = await CheckedProject.create(sandbox, null, {
    agents: { bot: { command: ['told', 'start'], prompt: 'none' } },
    tasks: ['one', 'two'].map((name) => ({ name, agent: 'bot', verify: 'true' })),
  });
  const told = async (): Promise<string> => {
    const plans = [['plan'], ['plan', '--night']].map((args) => checked.project.pane(args));
    return (await Promise.all(plans)).map(({ stdout, stderr }) => stdout + stderr).join('');
  };
  expect((await told()).match(/PANE_REPORT/g)).toHaveLength(2);
  await checked.turn('touch work');
  expect(await told()).not.toContain('PANE_REPORT');
});
