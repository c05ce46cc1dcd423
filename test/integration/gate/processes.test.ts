/**
 * Ending what runs in a window: who ignores the polite signals is killed, who left the window is found by
 * its environment, and nobody else is touched.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { endProcesses, groupTarget } from '../../../src/gate/processes.ts';
import { parseWorktreeId, type WorktreeId } from '../../../src/ids.ts';
import { startTime } from '../../../src/process/identity.ts';
import { processTable } from '../../../src/process/table.ts';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

function newId(): WorktreeId {
  const id = parseWorktreeId(randomBytes(6).toString('hex'));
  if (id === null) throw new Error('not an id');
  return id;
}

/** A process that leads a session of its own, as the first one of a pane does; ready when it returns. */
async function leader(sandbox: Sandbox, name: string, script: string, id: WorktreeId | null) {
  const ready = sandbox.path(`${name}.ready`);
  const env = { PANE_ID: id ?? undefined };
  const { pid } = sandbox.start('setsid', ['sh', '-c', `${script}; : > '${ready}'; cat; sleep 1000`], {
    env,
  });
  if (pid === undefined) throw new Error(`${name} could not be started`);
  await eventually(() => existsSync(ready));
  return pid;
}

const isAlive = (pid: number) => startTime(pid) !== null;

test('the session and all who carry the id are ended, whatever they ignore, and waited for only as long as they take; the others go on', async () => {
  await using sandbox = await Sandbox.create();
  const [id, otherId, politeId] = [newId(), newId(), newId()];
  const child = `(trap '' HUP; echo $$ > /dev/null; exec sleep 1000) & echo $! > '${sandbox.path('child')}'`;
  const inWindow = await leader(sandbox, 'window', `trap '' HUP; ${child}`, null);
  const escaped = await leader(sandbox, 'escaped', `trap '' HUP TERM`, id);
  const neighbour = await leader(sandbox, 'neighbour', ':', otherId);
  const bystander = await leader(sandbox, 'bystander', ':', null);
  const childPid = Number(await sandbox.read('child'));
  expect([inWindow, childPid, escaped].map(isAlive)).toEqual([true, true, true]);

  const begun = Date.now();
  const ended = endProcesses({ leaders: [inWindow], worktreeId: id, pid: process.pid });
  // Who ends at the hang-up is not waited for any longer, and nobody there is fine.
  const polite = await leader(sandbox, 'polite', ':', politeId);
  await endProcesses({ leaders: [polite], worktreeId: politeId, pid: process.pid });
  await endProcesses({ leaders: [], worktreeId: politeId, pid: process.pid });
  expect([polite, inWindow, childPid].map(isAlive)).toEqual([false, true, true]);
  await ended;
  expect([inWindow, childPid, escaped].map(isAlive)).toEqual([false, false, false]);
  expect([neighbour, bystander].map(isAlive)).toEqual([true, true]);
  // They had the time to end by themselves: 5 s until TERM, 10 s until KILL.
  expect(Date.now() - begun).toBeGreaterThan(14_000);
});

test('what an agent begins when it is hung up on is not hung up on by the end of its session, nor are others left out', async () => {
  await using sandbox = await Sandbox.create();
  const [log, begun] = [sandbox.path('log'), sandbox.path('begun')];
  // It goes on for a second after the first one.
  const counts = (
    name: string,
  ) => `n=0 at=; trap 'at=1; echo ${name} >> "${log}"' HUP; echo ${name} >> "${begun}"
while [ $n -lt 20 ]; do sleep 0.05; [ -z "$at" ] || n=$((n + 1)); done`;
  await sandbox.write('in-front', counts('in-front'));
  await sandbox.write('behind', counts('behind'));
  // The one behind is in a group of its own; the leader needs a moment for its own end.
  const leads = `set -m; sh behind & set +m; trap 'sleep 0.2; exit' HUP; sh in-front & wait`;
  await sandbox.tmux('new-session', '-d', '-c', sandbox.root, 'sh', '-c', leads);
  const pid = Number(await sandbox.tmux('display-message', '-p', '#{pane_pid}'));
  await eventually(async () => expect((await sandbox.read('begun')).split('\n')).toHaveLength(3));
  const rows = processTable().filter(({ session }) => session === pid);
  expect(new Set(rows.map(({ group }) => group)).size).toBe(2);
  expect(rows.every(({ foreground }) => foreground === pid)).toBe(true);
  await endProcesses({ leaders: [pid], worktreeId: newId(), pid: process.pid });
  expect((await sandbox.read('log')).trim().split('\n').sort()).toEqual(['behind', 'in-front']);
});

test('what runs in a pane that stays goes on, though it carries the id as all in that window does', async () => {
  await using sandbox = await Sandbox.create();
  const id = newId();
  const inWindow = await leader(sandbox, 'window', ':', id);
  const staying = await leader(sandbox, 'staying', ':', id);
  const ending = { leaders: [inWindow], spared: [staying], worktreeId: id, pid: process.pid };
  await endProcesses(ending);
  expect([inWindow, staying].map(isAlive)).toEqual([false, true]);
});

test('who asks from inside the window is refused, and nothing is ended', async () => {
  await using sandbox = await Sandbox.create();
  const id = newId();
  const inside = await leader(sandbox, 'inside', `sleep 1000 & echo $! > '${sandbox.path('asking')}'`, id);
  const asking = Number(await sandbox.read('asking'));
  expect(processTable().find(({ pid }) => pid === asking)?.session).toBe(inside);
  await expect(endProcesses({ leaders: [inside], worktreeId: id, pid: asking })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('in the window'),
  });
  expect([inside, asking].map(isAlive)).toEqual([true, true]);
});

test('a number that means a group of ours, or everybody, is never signalled', async () => {
  expect(groupTarget({ pid: 500, group: 400 })).toBe(-400);
  // A group whose leader is outside our process namespace reads as 0.
  for (const group of [0, 1, -1, Number.NaN]) expect(groupTarget({ pid: 500, group })).toBe(500);
  await using sandbox = await Sandbox.create();
  const id = newId();
  const bystander = await leader(sandbox, 'bystander', ':', null);
  // As damaged claims and panes that are dead give them.
  await endProcesses({ leaders: [0, -1, 1, Number.NaN], worktreeId: id, pid: process.pid });
  expect(isAlive(bystander)).toBe(true);
});
