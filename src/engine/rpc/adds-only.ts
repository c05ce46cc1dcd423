/**
 * Whether a list that was sent only adds tasks to the one that is there. Pure.
 */

/** Of a list without tasks. */
const NO_TASKS = 'tasks: []';

/** Both as `pane` writes them: a line for each task. */
export function addsOnly(before: string, after: string): boolean {
  const lines = new Set(after.split('\n'));
  return before.split('\n').every((line) => line === NO_TASKS || lines.has(line));
}
