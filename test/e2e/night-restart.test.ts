/**
 * Agents that end in the night: one that dies is started again in its conversation, so often at most; one that ends with
 * its turn is started again with what the check of its work came to.
 */
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { doesThen, given, nightProject } from '../support/night-agent.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('one that dies is started again, goes on with its turn, and is left after so many deaths', async () => {
  await using sandbox = await Sandbox.create();
  const project = await nightProject(sandbox, {
    defaults: { on_failure: 'restart' },
    tasks: [{ name: 'again', restarts: 2 }, { name: 'stays', on_failure: 'stay' }, { name: 'ended' }],
  });
  const codes = { again: 3, stays: 3, ended: 130 };
  for (const [name, code] of Object.entries(codes))
    await doesThen(sandbox, name, `report working '{}'; exit ${code}`);
  await project.eventually({ again: 'idle', stays: 'idle', ended: 'idle' });
  await project.watch();
  for (const name of Object.keys(codes))
    expect(await project.pane(['keys', name, '--', 'work', 'Enter'])).toMatchObject({ exitCode: 0 });

  const twice = ['began again', 'continue', 'began again', 'continue'];
  await eventually(() => expect(given(sandbox, 'again')).toEqual(['began ', 'work', ...twice]), {
    timeout: 60_000,
  });
  await project.eventually({ again: 'exited', stays: 'exited', ended: 'exited' });
  expect(given(sandbox, 'stays')).toEqual(['began ', 'work']);
  expect(given(sandbox, 'ended')).toEqual(['began ', 'work']);
  expect(await project.task('again')).toMatchObject({ exitCode: 3, message: 'started again 2 times' });
  const events = (await project.pane(['events'])).stdout;
  expect(
    events.match(/"operation-ended","operation":"restart-agent","task":"again".*"outcome":"done"/g),
  ).toHaveLength(2);
  const { tasks } = JSON.parse((await project.pane(['report', '--json', 'again', 'stays'])).stdout);
  const cause = 'it ended with exit code 3';
  expect(tasks).toMatchObject([{ restarts: [{ cause }, { cause }] }, { restarts: [] }]);
});

/** It ends with its turn; its work is good once it has worked twice. */
const once = `#!/bin/sh
printf '%s\\n' "began $*" >>"$HOME/../night.$PANE_TASK.got"
echo more >>work
[ "$(wc -l <work)" -lt 2 ] || : >good
`;

async function createOnce(sandbox: Sandbox): Promise<TestProject> {
  await sandbox.write('bin/once', once, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { once: { command: ['once'], one_shot: true, resume: ['again'] } },
    defaults: { agent: 'once' },
    tasks: [{ name: 'one', prompt: 'Do it', verify: { run: ['test -e good'], settle: '1s', retries: 1 } }],
  });
  await project.upDone();
  await project.eventually({ one: 'exited' });
  return project;
}

/** It was started with its prompt, and then once with what its check came to. */
function expectToldOnce(sandbox: Sandbox): void {
  const lines = given(sandbox, 'one').filter((line) => line.startsWith('began '));
  const told = 'began again Your work was checked with `test -e good`, which failed with exit code 1.';
  expect(lines).toEqual(['began Do it', expect.stringContaining(told)]);
}

test('one that ends with its turn is started again with the failed check as its prompt', async () => {
  await using sandbox = await Sandbox.create();
  const project = await createOnce(sandbox);
  await project.watch();
  await project.eventually({ one: 'verified' });
  expectToldOnce(sandbox);
  const events = (await project.pane(['events'])).stdout;
  expect(events.match(/"message-sent","task":"one","reason":"check","turn":1/g)).toHaveLength(1);
  expect(await project.plan()).toEqual([]);
});

test('one that closes its window as it ends is started again all the same', async () => {
  await using sandbox = await Sandbox.create();
  const script = `#!/bin/sh
for last; do :; done
printf '%s\\n' "$PANE_TASK: $last" >>"$HOME/../night.$PANE_TASK.got"
case $last in
  '') exit 3 ;;
  again) exec cat ;;
  continue) exit 0 ;;
esac
printf '{"error":"rate_limit","message":"Limit reached, try again in 2s"}' | sh "$PANE_REPORT" failed
exit 1
`;
  await sandbox.write('bin/brief', script, { mode: 0o755 });
  const brief = { command: ['brief'], resume: ['again'] };
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: {
      stub: { command: ['stub'] },
      dies: { ...brief, prompt: 'none' },
      limited: { ...brief, one_shot: true, reports: 'claude' },
    },
    defaults: { on_exit: 'close', on_failure: 'restart' },
    tasks: ['other', { name: 'dies', agent: 'dies' }, { name: 'limited', agent: 'limited', prompt: 'Do it' }],
  });
  // Its window keeps the server: that theirs are gone from it is not the user's doing.
  await project.upDone();
  await project.watch();
  await eventually(() => {
    expect(given(sandbox, 'dies')).toEqual(['dies: ', 'dies: again']);
    expect(given(sandbox, 'limited')).toEqual(['limited: Do it', 'limited: continue']);
  });
  await project.eventually({ dies: 'running', limited: 'exited' });
});

test('one that ends with its turn goes on when its window was lost', async () => {
  await using sandbox = await Sandbox.create();
  const script = `#!/bin/sh
printf '%s\\n' "began $*" >>"$HOME/../night.$PANE_TASK.got"
case $* in
  'Do it') read -r line ;;
  again) exit 1 ;;
  *) : >good ;;
esac
`;
  await sandbox.write('bin/once', script, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { once: { command: ['once'], one_shot: true, resume: ['again'] } },
    defaults: { agent: 'once' },
    tasks: [{ name: 'one', prompt: 'Do it', verify: { run: ['test -e good'], settle: '1s' } }],
  });
  await project.upDone();
  await eventually(() => expect(given(sandbox, 'one')).toEqual(['began Do it']));
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.watch();
  await project.eventually({ one: 'verified' });
  expect(given(sandbox, 'one')).toEqual(['began Do it', 'began again continue']);
});

test('one that ended with its turn before its window was lost is not begun again', async () => {
  await using sandbox = await Sandbox.create();
  const project = await createOnce(sandbox);
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.eventually({ one: 'exited' });
  await project.watch();
  await project.eventually({ one: 'verified' });
  expectToldOnce(sandbox);
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.eventually({ one: 'verified' });
  expectToldOnce(sandbox);
  expect(await project.plan()).toEqual([]);
  expect(await project.pane(['down', 'one'])).toMatchObject({ exitCode: 0 });
  // `up` has nothing to open there, and without a prompt the program nothing to do.
  expect((await project.pane(['logs', 'one'])).stdout).toContain('run: pane restart --prompt one\n');
  const message = 'taken down by name; `pane restart --prompt one` starts its agent again';
  expect(await project.task('one')).toMatchObject({ state: 'stopped', message });

  // One that comes back to the file is what it was.
  const file = await sandbox.read('repo/pane.config.yaml');
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
  await sandbox.write('repo/pane.config.yaml', file);
  await project.upDone();
  await project.eventually({ one: 'verified' });
  expect(await project.plan()).toEqual([]);
  expectToldOnce(sandbox);
});

describe('a watcher that is killed', () => {
  test.each([
    { step: 'before it claims a start', of: 'attempts.json', at: 2 },
    { step: 'before it writes what is started', of: 'launch.sh', at: 1 },
    { step: 'before it opens the window', of: 'new-', at: 1 },
  ])('$step starts the agent once all the same', async ({ of, at }) => {
    await using sandbox = await Sandbox.create();
    const project = await createOnce(sandbox);
    const { lastStep } = await killPaneAt(sandbox, at, ['watch'], { cwd: 'repo', of });
    expect(lastStep).toContain(of);
    await project.upDone();
    await project.watch();
    await project.eventually({ one: 'verified' });
    expectToldOnce(sandbox);
  });
});
