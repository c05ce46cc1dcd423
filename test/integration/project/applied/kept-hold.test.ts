/**
 * What the watcher holds back is changed by several processes at once: nobody's change is lost.
 */
import { expect, test } from 'vitest';
import { parseProjectId } from '../../../../src/ids.ts';
import {
  keepHold,
  readKeptHold,
  recordHeldEdit,
  releaseTasks,
} from '../../../../src/project/applied/kept-hold.ts';
import { forMany } from '../../../../src/signals.ts';
import { Sandbox } from '../../../support/sandbox.ts';

test('what many release and edit at once is all kept', async () => {
  await using sandbox = await Sandbox.create();
  const projectId = parseProjectId('0123456789abcdef');
  if (projectId === null) throw new Error('not a project id');
  const repository = { common: sandbox.path('repo/.git'), main: null, top: null };
  const context = { pid: process.pid, signal: forMany(new AbortController().signal) };
  const owner = { scope: { repository, projectId }, context };
  const texts = { project: 'a', local: null };
  const hold = { applied: null, writes: [{ git: texts, now: texts, reason: 'pulled', released: [] }] };
  await keepHold(owner, hold, null);
  const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
  await Promise.all([
    ...names.map((name) => releaseTasks(owner, [name])),
    recordHeldEdit(owner, [{ name: 'project', before: 'a', after: 'b' }]),
    // A watcher that looked before all of that.
    keepHold(owner, { ...hold, applied: texts }, hold),
  ]);
  const [write] = readKeptHold(owner)?.writes ?? [];
  expect(write?.released.toSorted()).toEqual(names.toSorted());
  expect(write?.now.project).toBe('b');
  await keepHold(owner, { ...hold, applied: texts }, hold);
  expect(readKeptHold(owner)?.writes[0]?.released).toHaveLength(12);
});
