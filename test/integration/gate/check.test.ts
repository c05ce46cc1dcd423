/**
 * Running what checks a task's work, and ending it: nothing of it is left, and nobody else is touched.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runHeard } from '../../../src/gate/heard.ts';
import { endCheck } from '../../../src/gate/processes.ts';
import { parseWorktreeId, type WorktreeId } from '../../../src/ids.ts';
import { identityOf, startTime } from '../../../src/process/identity.ts';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

function newId(): WorktreeId {
  const id = parseWorktreeId(randomBytes(6).toString('hex'));
  if (id === null) throw new Error('not an id');
  return id;
}

const isAlive = (pid: number) => startTime(pid) !== null;

test('the checker and all that carries the id of its worktree are ended; the agent goes on', async () => {
  await using sandbox = await Sandbox.create();
  const id = newId();
  const start = async (name: string, env: Record<string, string>, trap = ':') => {
    const ready = sandbox.path(`${name}.ready`);
    const { pid } = sandbox.start('setsid', ['sh', '-c', `${trap}; : >'${ready}'; sleep 1000`], { env });
    if (pid === undefined) throw new Error(`${name} could not be started`);
    await eventually(() => existsSync(ready));
    return pid;
  };
  const checker = await start('checker', {});
  const command = await start('command', { PANE_ID: id, PANE_CHECK: id }, "trap '' HUP");
  const agent = await start('agent', { PANE_ID: id });
  const other = await start('other', { PANE_CHECK: newId() });
  await endCheck({ checker: identityOf(checker), worktreeId: id, pid: process.pid });
  expect([checker, command, agent, other].map(isAlive)).toEqual([false, false, true, true]);

  // A number that is somebody else's by now is nobody's claim.
  const gone = { ...identityOf(agent), start: '1' };
  await endCheck({ checker: gone, worktreeId: id, pid: process.pid });
  await endCheck({ checker: identityOf(process.pid), worktreeId: id, pid: process.pid });
  expect(isAlive(agent)).toBe(true);
  const elsewhere = { pid: 1, start: '1', boot: 'x', host: 'far/1' };
  await expect(endCheck({ checker: elsewhere, worktreeId: id, pid: process.pid })).rejects.toThrow(
    'its work is perhaps being checked on far/1 (process 1): end it there',
  );
});

test('what a program prints is heard to its end, and what it leaves running ends with it', async () => {
  await using sandbox = await Sandbox.create();
  let heard = '';
  const run = async (script: string, { limitMs = 60_000, signal = new AbortController().signal } = {}) => {
    heard = '';
    return await runHeard(['sh', '-c', script], {
      cwd: sandbox.root,
      env: sandbox.env,
      limitMs,
      signal,
      onOutput: (piece) => {
        heard += Buffer.from(piece).toString();
      },
    });
  };
  const left = async () => {
    const pid = Number(await sandbox.read('left'));
    await eventually(() => !isAlive(pid));
  };
  expect(await run('sleep 1000 & echo $! >left; echo out; echo err >&2; exit 3')).toEqual({
    why: 'ended',
    exitCode: 3,
  });
  expect(heard.split('\n').sort()).toEqual(['', 'err', 'out']);
  await left();
  expect(await run('kill -9 $$')).toEqual({ why: 'ended', exitCode: 137 });
  expect(await run("trap '' TERM; sleep 1000 & echo $! >left; echo begun; wait", { limitMs: 300 })).toEqual({
    why: 'timeout',
  });
  expect(heard).toBe('begun\n');
  await left();
  const stop = new AbortController();
  const stopped = run('echo $$ >left; touch ready; sleep 1000', { signal: stop.signal });
  await eventually(() => existsSync(sandbox.path('ready')));
  stop.abort();
  expect(await stopped).toEqual({ why: 'stopped' });
  await left();
  const nothing = { cwd: '/', env: {}, limitMs: 60_000, signal: new AbortController().signal };
  await expect(runHeard(['no-such-program'], { ...nothing, onOutput: () => {} })).rejects.toThrow('ENOENT');
});
