/**
 * Changes of what is known of hosts. Many hosts are sent their lists at once, and each is noted before: what comes while one
 * change waits for the lock, or is being written, is written together.
 */
import { isDeepStrictEqual } from 'node:util';
import { underLock } from '../../gate/lock.ts';
import { hostsLock } from '../../records/store.ts';
import type { Project } from '../project.ts';
import { type HostRecord, readHostRecord, writeHostRecord } from './host-record.ts';

type Change = (hosts: HostRecord) => HostRecord;

interface Queue {
  /** Those that are not being written yet. */
  changes: Change[];
  /** Once these are; null: there are none. */
  next: Promise<void> | null;
  /** Once those before are, or could not be. */
  before: Promise<void>;
}

const queues = new WeakMap<Project, Queue>();

/** @returns once it is written. @throws {PaneError} `failed` where the note can't be read */
export async function changeRecord(project: Project, change: Change): Promise<void> {
  const queue = queues.get(project) ?? { changes: [], next: null, before: Promise.resolve() };
  queues.set(project, queue);
  queue.changes.push(change);
  if (queue.next === null) {
    const next = queue.before.then(() => {
      const { changes } = queue;
      queue.changes = [];
      queue.next = null;
      return write(project, changes);
    });
    queue.next = next;
    queue.before = next.catch(() => {});
  }
  await queue.next;
}

async function write(project: Project, changes: readonly Change[]): Promise<void> {
  const { context, scope } = project;
  const lock = hostsLock(scope.repository.common, scope.projectId);
  await underLock(lock, { pid: context.pid, signal: context.signal }, async () => {
    const before = readHostRecord(project);
    const after = changes.reduce((hosts, change) => change(hosts), before);
    if (!isDeepStrictEqual(before, after)) await writeHostRecord(project, after);
  });
}
