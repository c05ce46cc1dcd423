/**
 * Whether a turn is under way, and how the last one ended, of agents that only their screen tells of, and of such as
 * report their events.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';

test('turns are told by events, and where there are none by the screen', async () => {
  await using sandbox = await Sandbox.create();
  const project = await toldProject(sandbox, {
    tasks: [
      { name: 'drawn', agent: 'drawn' },
      { name: 'told', agent: 'told' },
    ],
  });
  await project.upDone();
  const turns = async (task: string) =>
    (await sandbox.read(`repo/.git/worktrees/${task}/pane/turns`)).replace(/ \d+\n$/, '');
  const type = async (task: string, text: string) =>
    expect(await project.pane(['keys', task, '--', text, 'Enter'])).toMatchObject({ exitCode: 0 });

  await eventually(() => type('drawn', 'draw Ready'));
  await project.eventually({ drawn: 'idle' });
  await expect(turns('drawn')).rejects.toThrow('ENOENT');
  // `draw` is what this agent takes for a turn: what it draws is what it does.
  expect(await project.pane(['send', 'drawn', '--', 'draw Thinking'])).toMatchObject({ exitCode: 0 });
  expect(await turns('drawn')).toBe('open 0');
  await type('drawn', 'draw Ready');
  await eventually(async () => {
    await project.task('drawn');
    expect(await turns('drawn')).toBe('done 1');
  });

  await eventually(() => type('told', 'working {}'));
  await eventually(async () => expect(await turns('told')).toBe('open 0'));
  await type('told', 'idle {}');
  await eventually(async () => expect(await turns('told')).toBe('done 1'));
});

test('a limit is told with its end, and nothing is typed into it; a failed turn takes the next text', async () => {
  await using sandbox = await Sandbox.create();
  const project = await toldProject(sandbox, {
    tasks: [{ name: 'told', agent: 'told' }],
  });
  await project.upDone();
  const type = async (text: string) =>
    expect(await project.pane(['keys', 'told', '--', text, 'Enter'])).toMatchObject({ exitCode: 0 });
  const fail = async (event: object) => await type(`failed ${JSON.stringify(event)}`);

  await eventually(() => type('working {}'));
  await project.eventually({ told: 'working' });
  await fail({ error: 'rate_limit', message: 'Please try again in 90s.' });
  await project.eventually({ told: 'limited' });
  const { message, until, since, source } = await project.task('told');
  expect({ message, source }).toEqual({ message: 'Please try again in 90s.', source: 'event' });
  expect(Date.parse(until ?? '') - Date.parse(since ?? '')).toBe(90_000);
  const refused = await project.pane(['send', 'told', '--', 'idle {}']);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.stderr).toContain('it is limited: Please try again in 90s.');
  const waits = project.pane(['send', '--when', 'idle', 'told', '--', 'waiting {"message":"sent"}']);

  await fail({ error: 'billing_error', message: 'Credit balance is too low' });
  await project.eventually({ told: 'waiting' });
  expect((await project.task('told')).message).toBe('needs login: Credit balance is too low');

  await type('idle {}');
  expect(await waits).toMatchObject({ exitCode: 0 });
  await project.eventually({ told: 'waiting' });
  expect((await project.task('told')).message).toBe('sent');

  await fail({ error: 'unknown', message: 'API Error: 400 this is not supported here' });
  await project.eventually({ told: 'stuck' });
  expect((await project.task('told')).message).toBe('turn failed: API Error: 400 this is not supported here');
  expect(await project.pane(['send', 'told', '--', 'working {}'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ told: 'working' });
});
