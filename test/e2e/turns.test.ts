/**
 * Whether a turn is under way, and how the last one ended, of agents that only their screen tells of, and of such as
 * report their events.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldAgents, writeToldAgent } from '../support/told-agent.ts';

test('turns are told by events, and where there are none by the screen', async () => {
  await using sandbox = await Sandbox.create();
  await writeToldAgent(sandbox);
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: toldAgents,
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
