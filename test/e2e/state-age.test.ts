/**
 * Since when an agent does what only its screen tells, and what it asked before tmux was lost.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';

async function create(sandbox: Sandbox): Promise<TestProject> {
  const project = await toldProject(sandbox, {
    tasks: [
      { name: 'drawn', agent: 'drawn' },
      { name: 'told', agent: 'told' },
    ],
  });
  await project.upDone();
  await Promise.all(
    ['drawn', 'told'].map((name) =>
      eventually(() => sandbox.sh(`test -s .git/worktrees/${name}/pane/agent`, { cwd: 'repo' })),
    ),
  );
  return project;
}

async function type(project: TestProject, task: string, text: string): Promise<void> {
  expect(await project.pane(['keys', task, '--', text, 'Enter'])).toMatchObject({ exitCode: 0 });
}

const secondsAgo = (since: string | null) => (Date.now() - Date.parse(since ?? '')) / 1000;

test('a state that the screen tells has an age of its own, without a watcher too', async () => {
  await using sandbox = await Sandbox.create();
  const project = await create(sandbox);
  // It was launched long ago.
  const launched = Math.floor(Date.now() / 1000) - 5000;
  await sandbox.sh(`sed -i 's/^at .*/at ${launched}/' .git/worktrees/drawn/pane/state`, { cwd: 'repo' });
  await type(project, 'drawn', 'draw Proceed now?');
  await project.eventually({ drawn: 'waiting' });
  const asked = await project.task('drawn');
  expect(asked).toMatchObject({ source: 'screen', message: 'Proceed now?' });
  expect(secondsAgo(asked.since)).toBeLessThan(1000);

  // The first look wrote it down: what is drawn anew does not change it.
  const { window } = asked;
  const seen = () => sandbox.tmux('display-message', '-p', '-t', window ?? '', '#{@pane_seen}');
  expect(await seen()).toBe(`waiting ${Date.parse(asked.since ?? '') / 1000}`);
  await sandbox.tmux('set-option', '-w', '-t', window ?? '', '@pane_seen', `waiting ${launched + 60}`);
  await type(project, 'drawn', 'draw Proceed really?');
  await eventually(async () => expect((await project.task('drawn')).message).toBe('Proceed really?'));
  expect(Date.parse((await project.task('drawn')).since ?? '') / 1000).toBe(launched + 60);

  await type(project, 'drawn', 'draw Ready');
  await project.eventually({ drawn: 'idle' });
  expect(secondsAgo((await project.task('drawn')).since)).toBeLessThan(1000);
  await type(project, 'drawn', 'draw Thinking');
  await project.eventually({ drawn: 'working' });
  expect(secondsAgo((await project.task('drawn')).since)).toBeLessThan(1000);
});

test('a question that was open when tmux was lost is told until the next turn', async () => {
  await using sandbox = await Sandbox.create();
  const project = await create(sandbox);
  await type(project, 'drawn', 'draw Proceed now?');
  await type(project, 'told', 'waiting {"tool_name":"Bash","tool_input":{"command":"ls"}}');
  await project.eventually({ drawn: 'waiting', told: 'waiting' });
  await sandbox.tmux('kill-server');
  await project.eventually({ drawn: 'stopped', told: 'stopped' });
  await project.upDone();
  await project.eventually({ drawn: 'running', told: 'idle' });
  expect((await project.task('drawn')).message).toBe('was waiting: Proceed now?');
  expect((await project.task('told')).message).toBe('was waiting: Bash: ls');
  for (const name of ['drawn', 'told']) {
    await type(project, name, name === 'told' ? 'working {}' : 'draw Thinking');
    await eventually(async () =>
      expect(await project.task(name)).toMatchObject({ state: 'working', message: null }),
    );
    await type(project, name, name === 'told' ? 'idle {}' : 'draw Ready');
    await eventually(async () =>
      expect(await project.task(name)).toMatchObject({ state: 'idle', message: null }),
    );
  }
});
