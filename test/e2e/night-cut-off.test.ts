/**
 * A turn that is cut off because its window is lost: where nobody looks after the task, the watcher has its agent go on.
 */
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { doesThen, given, nightProject } from '../support/night-agent.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('the agent goes on once where it stopped, and elsewhere waits', async () => {
  await using sandbox = await Sandbox.create();
  const project = await nightProject(sandbox, {
    tasks: [{ name: 'alone', on_failure: 'restart' }, { name: 'watched' }],
  });
  const names = ['alone', 'watched'];
  for (const name of names) await doesThen(sandbox, name, "report working '{}'");
  await project.eventually({ alone: 'idle', watched: 'idle' });
  for (const name of names) expect(await project.pane(['send', name, 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ alone: 'working', watched: 'working' });

  await doesThen(sandbox, 'alone', "report working '{}'; report idle '{}'");
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.eventually({ alone: 'starting', watched: 'idle' });
  const message = expect.stringContaining('its turn was cut off');
  expect((await project.status()).tasks).toMatchObject([{ message }, { message }]);

  await project.watch();
  await eventually(() => expect(given(sandbox, 'alone')).toHaveLength(4));
  await project.eventually({ alone: 'idle', watched: 'idle' });
  expect(given(sandbox, 'alone')).toEqual(['began ', 'work', 'began again', 'continue']);
  expect(given(sandbox, 'watched')).toEqual(['began ', 'work', 'began again']);
  const events = (await project.pane(['events'])).stdout;
  expect(events.match(/"kind":"message-sent".*/g)).toEqual([
    expect.stringContaining('"task":"alone","reason":"cut-off","turn":0'),
  ]);
});

test('what was lost before it had told of its conversation is not told to go on in another one', async () => {
  await using sandbox = await Sandbox.create();
  const script = `#!/bin/sh
printf '%s\\n' "$*" >>"$HOME/../night.$PANE_TASK.got"
case $1 in resume) printf '{"session_id":"another"}' | sh "$PANE_REPORT" start ;; esac
read -r line && printf 'typed %s\\n' "$line" >>"$HOME/../night.$PANE_TASK.got"
`;
  await sandbox.write('bin/codex', script, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', agent: 'codex', prompt: 'work', on_failure: 'restart' }],
  });
  const up = ['up', '--once', '--trust'];
  expect(await project.pane(up)).toMatchObject({ exitCode: 0 });
  await eventually(() => expect(given(sandbox, 'one')).toHaveLength(1));
  await sandbox.tmux('kill-server');
  expect(await project.pane(up)).toMatchObject({ exitCode: 0 });
  await project.watch();
  await project.eventually({ one: 'stuck' });
  expect((await project.task('one')).message).toContain('its conversation could not be resumed');
  expect(given(sandbox, 'one')).toEqual([
    expect.stringMatching(/ work$/),
    expect.stringMatching(/^resume --last /),
  ]);
});

/** With an agent that was given work, and does not come to its end. */
async function inTurn(sandbox: Sandbox): Promise<TestProject> {
  const project = await nightProject(sandbox, {
    defaults: { on_failure: 'restart' },
    tasks: [{ name: 'one' }],
  });
  await doesThen(sandbox, 'one', "report working '{}'");
  await project.eventually({ one: 'idle' });
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  return project;
}

test('one that its user started again waits for its user', async () => {
  await using sandbox = await Sandbox.create();
  const project = await inTurn(sandbox);
  expect(await project.pane(['restart', 'one'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'idle' });
  expect((await project.task('one')).message).toBeNull();
});

describe('a watcher that is killed', () => {
  test.each([
    { step: 'before it claims a message', of: 'attempts.json', at: 1 },
    { step: 'before it has anything to type', of: 'load-buffer', at: 1 },
    { step: 'before it types', of: 'paste-buffer', at: 1 },
    { step: 'before it submits', of: 'Enter', at: 1 },
    { step: 'before it says that the message was taken', of: 'attempts.json', at: 2 },
  ])('$step sends it once all the same', async ({ of, at }) => {
    await using sandbox = await Sandbox.create();
    const project = await inTurn(sandbox);
    await doesThen(sandbox, 'one', "report working '{}'; report idle '{}'");
    await sandbox.tmux('kill-server');
    await project.upDone();

    const { lastStep } = await killPaneAt(sandbox, at, ['watch'], { cwd: 'repo', of });
    expect(lastStep).toContain(of);
    await project.watch();
    await project.eventually({ one: 'idle' });
    expect((await project.task('one')).message).toBeNull();
    expect(given(sandbox, 'one')).toEqual(['began ', 'work', 'began again', 'continue']);
    // Whoever goes there and has it work has seen to it.
    expect(await project.pane(['keys', 'one', 'work', 'Enter'])).toMatchObject({ exitCode: 0 });
    await eventually(async () =>
      expect(await project.task('one')).toMatchObject({ state: 'idle', turns: 2 }),
    );
  });
});
