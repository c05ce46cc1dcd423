/**
 * `pane report`: what became of the tasks, however often the watcher ended meanwhile.
 */
import { expect, test } from 'vitest';
import type { NightReport } from '../../src/engine/report/report.ts';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';

test('turns, questions, commits and the state now, over a watcher that is killed, and after all was taken down', async () => {
  await using sandbox = await Sandbox.create();
  const project = await toldProject(sandbox, {
    tasks: [
      { name: 'one', agent: 'told' },
      { name: 'two', agent: 'told' },
    ],
  });
  const report = async (...args: string[]): Promise<NightReport> => {
    const { stdout, stderr } = await project.pane(['report', '--json', ...args]);
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };
  /** Told to the agent, and seen by the watcher: else the next may come before it looks. */
  const become = async (event: string, state: string, json = '{}') => {
    expect((await project.pane(['keys', 'one', `${event} ${json}`, 'Enter'])).exitCode).toBe(0);
    await eventually(async () => {
      const { stdout } = await project.pane(['events', 'one']);
      expect(stdout.trim().split('\n').at(-1)).toContain(`"state":"${state}"`);
    });
  };

  const watcher = async (but: number | undefined) =>
    await eventually(async () => {
      const { stdout } = await project.pane(['events']);
      const looks = stdout.split('\n').filter((line) => line.includes('"first-look"'));
      const { pid } = JSON.parse(looks.at(-1) ?? '{}');
      if (pid === undefined || pid === but) throw new Error('no other watcher has looked');
      return pid;
    });

  expect((await project.pane(['up', '--trust', '--wait'])).exitCode).toBe(0);
  const first = await watcher(undefined);
  await project.eventually({ one: 'idle' });
  await become('working', 'working');
  await become('waiting', 'waiting', '{"message":"May I?"}');
  process.kill(first, 'SIGKILL');
  await watcher(first);
  await become('working', 'working');
  await become('idle', 'idle');
  const { worktree } = await project.task('one');
  await sandbox.sh('echo a >new && git add new && git commit -qm new', { cwd: worktree });

  const told = await report();
  expect(told.tasks.map(({ task, state }) => `${task} ${state}`)).toEqual(['one idle', 'two idle']);
  const [one, two] = told.tasks;
  expect(one).toMatchObject({
    startedAt: expect.stringMatching(/Z$/),
    turns: { done: 1, failed: 0 },
    questions: [{ message: 'May I?', lasts: false }],
    commits: 1,
    lines: { added: 1, removed: 0 },
  });
  expect(two).toMatchObject({ turns: { done: 0, failed: 0 }, questions: [], commits: 0 });
  expect(told.notes).toMatchObject([{ kind: 'restarts', count: 1 }]);
  expect((await report('two')).tasks.map(({ task }) => task)).toEqual(['two']);

  expect((await project.pane(['down'])).exitCode).toBe(0);
  const { tasks } = await report('--since', '1h');
  expect(tasks[0]).toMatchObject({ state: 'stopped', turns: { done: 1 }, questions: one?.questions });

  const text = (await project.pane(['report'])).stdout;
  expect(text).toMatch(
    /^Since .* \(12h\): 2 tasks: 2 stopped\.\n\nTASK +STATE +STARTED +TURNS +ASKED +COMMITS/,
  );
  const { stdout: markdown } = await project.pane(['report', '--markdown', 'one']);
  expect(markdown).toMatch(/^\| one \| stopped \| \d\d:\d\d \| 1 \| 1 \(\d+s\) \| {2}\| 1 \| \+1 -0 \|/m);
  for (const args of [
    ['--since', 'noon'],
    ['--json', '--markdown'],
  ])
    expect(await project.pane(['report', ...args])).toMatchObject({ exitCode: 2 });
});
