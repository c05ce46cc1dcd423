/**
 * `pane forward`
 */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { parseWanted, type Tunnel, type Wanted } from '../hosts/tunnel.ts';
import { defineCommand } from './definition.ts';

export const forwardCommand = defineCommand({
  name: 'forward',
  opensProject: true,
  group: 'Tasks',
  summary: "open ports of a task's machine on this one, until Ctrl-C",
  description:
    'For a server that an agent started on a host. The ports here are open to this machine only. PORT is the one there; LOCAL:PORT names the one here too, else it is the same, or a free one where that is taken.',
  arguments: [
    { name: 'task', text: 'task', required: true, completes: 'tasks' },
    { name: 'port', text: 'ports of its machine', required: true, variadic: true },
  ],
  json: true,
  hosts: 'forward',
  examples: ['pane forward train 3000', 'pane forward train 8080:3000 6006'],
  run: async ({ context, file, json, args: [task = '', ...words] }) => {
    const ports = portsOf(words);
    const { worktreePath } = await import('../project/worktree-path.ts');
    await worktreePath(context, { file, task });
    const other = ports.find(({ port, local }) => local !== null && local !== port);
    if (other !== undefined) {
      throw new PaneError('usage', `${task} runs on this machine, where port ${other.port} stays what it is`);
    }
    const open = ports.map(({ port }) => ({ port, local: port }));
    await showPorts(context, { task, host: null, open, json });
    return 0;
  },
});

/** @throws {PaneError} `usage` */
export function portsOf(words: readonly string[]): Wanted[] {
  return words.map((word) => {
    const wanted = parseWanted(word);
    if (wanted !== null) return wanted;
    throw new PaneError('usage', `not a port: ${word}`, { hint: 'For example: 3000, or 8080:3000.' });
  });
}

/** Where they can be reached. */
export async function showPorts(
  context: Context,
  shown: {
    readonly task: string;
    /** Null: this machine. */
    readonly host: string | null;
    readonly open: readonly Tunnel[];
    readonly json: boolean;
  },
): Promise<void> {
  const { task, host, open, json } = shown;
  const ports = open.map(({ port, local }) => ({ port, local, address: `http://127.0.0.1:${local}` }));
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson({ task, host, ports }));
    return;
  }
  for (const { port, address } of ports)
    context.stdout(`${address}  port ${port} of ${host ?? 'this machine'}\n`);
  if (host !== null && context.stderrIsTerminal) context.stderr('Ctrl-C closes them.\n');
}
