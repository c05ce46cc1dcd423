/**
 * What is known of a host after a task there got another name. Pure.
 */
import type { HostEntry } from '../../config/config.ts';
import type { KnownHost } from './host-record.ts';

/** `fixed`: what the file has to say of it by now, so that its worktree stays what it is. */
export function renamedRecord(
  { renaming: _, ...known }: KnownHost,
  { from, to }: { readonly from: string; readonly to: string },
  fixed: Readonly<Record<string, unknown>>,
): KnownHost {
  const renamed = (name: unknown): unknown => (name === from ? to : name);
  const tasks = known.tasks.map((entry): HostEntry => {
    const { name, after, base } = entry;
    const own = name === from ? { name: to, ...fixed } : {};
    const others = {
      ...(Array.isArray(after) ? { after: after.map(renamed) } : {}),
      ...(isOfTask(base) ? { base: { ...base, task: renamed(base.task) } } : {}),
    };
    return { ...entry, ...others, ...own };
  });
  return { ...known, tasks };
}

function isOfTask(base: unknown): base is { readonly task: unknown } {
  return typeof base === 'object' && base !== null && 'task' in base;
}
