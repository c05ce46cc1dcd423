/**
 * Lays over a file that another machine sent where its tasks start, as that machine resolved it. Pure.
 */
import type { Config, SentStart } from '../../config/config.ts';

export function withStarts(config: Config, starts: Readonly<Record<string, SentStart>>): Config {
  const tasks = config.tasks.map((task) => {
    const start = starts[task.name] ?? task.start;
    return start === undefined ? task : { ...task, start };
  });
  return { ...config, tasks };
}
