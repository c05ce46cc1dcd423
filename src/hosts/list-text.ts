/**
 * What belongs to a host, as the text of the file that it gets there: JSON, which YAML includes, with a line for each
 * task, so that lists can be compared and edited line by line. Pure.
 */
import type { HostContent } from '../config/config.ts';

/** The project's name on the host: two users of one account and clone do not meet. A name for folders and sessions. */
export function projectThere(as: string, project: string): string {
  const name = `${as}-${project}`;
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
  return plain === name && name.length <= MOST_NAME
    ? name
    : `${plain.slice(0, MOST_NAME - 9)}-${digits(name)}`;
}

const MOST_NAME = 60;

/** Eight digits that tell such names apart (FNV-1a). */
function digits(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const HEAD = '# Sent by `pane` on another machine, whose file this is a part of: edit it there.';

export function formatList(project: string, { tasks, ...shared }: HostContent): string {
  const keys = Object.entries({ project, ...shared }).map(([key, value]) => `${key}: ${flow(value)}`);
  const list = tasks.length === 0 ? ['tasks: []'] : ['tasks:', ...tasks.map((task) => `  - ${flow(task)}`)];
  return `${[HEAD, ...keys, ...list].join('\n')}\n`;
}

/** JSON leaves characters as they are that YAML, or a terminal, would not take in a line. */
function flow(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
