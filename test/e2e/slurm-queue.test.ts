/**
 * Tasks that wait for their turn, as jobs: the file's order decides what is submitted, Slurm's what runs.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { FakeSlurm } from '../support/fake-slurm.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldAgents, toldProject } from '../support/told-agent.ts';

test('max_active bounds what is submitted, and after is decided before', async () => {
  await using sandbox = await Sandbox.create();
  const fake = await FakeSlurm.create(sandbox);
  const project = await toldProject(sandbox, {
    slurm: {},
    max_active: 1,
    agents: { told: { ...toldAgents.told, prompt: 'argument' } },
    defaults: { agent: 'told' },
    tasks: ['one', 'two', { name: 'three', prompt: 'Prompt of three', after: ['two'] }],
  });
  await fake.is('held', true);
  const tell = async (task: string, line: string) =>
    expect(await project.pane(['keys', task, '--', line, 'Enter'])).toMatchObject({ exitCode: 0 });
  const beginsAndFinishes = async (job: number, task: string) => {
    await fake.begins(job);
    await eventually(async () => (await project.task(task)).message === null);
    await tell(task, 'working {}');
    await project.eventually({ [task]: 'working' });
    await tell(task, 'idle {}');
  };
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await project.watch();
  const states = await project.states();
  expect(states).toEqual({ one: 'starting', two: 'queued', three: 'queued' });
  expect([(await project.task('one')).message, (await project.task('two')).message]).toEqual([
    'Slurm: Resources',
    'place 1: 1 at work, max_active is 1',
  ]);
  expect(fake.states()).toEqual({ 1: 'PENDING' });
  await beginsAndFinishes(1, 'one');
  await project.eventually({ one: 'idle', two: 'starting', three: 'queued' });
  expect((await project.task('three')).message).toBe('place 1: after two (starting)');
  expect(fake.states()).toEqual({ 1: 'RUNNING', 2: 'PENDING' });
  await beginsAndFinishes(2, 'two');
  await project.eventually({ two: 'idle', three: 'starting' });
  expect(fake.states()).toEqual({ 1: 'RUNNING', 2: 'RUNNING', 3: 'PENDING' });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
});
