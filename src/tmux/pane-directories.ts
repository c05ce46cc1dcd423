/**
 * Where the programs in panes are at work: asked only for what moves a directory away.
 */
import { type PaneId, parsePaneId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall } from './server.ts';

/** A path may hold line breaks: what does not begin as a line of ours goes on with the one before. */
export function parseDirectories(text: string): Map<PaneId, string> {
  const found = new Map<PaneId, string>();
  let last: PaneId | null = null;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [id = '', ...path] = line.split('\t');
    const pane = path.length === 0 ? null : parsePaneId(id);
    if (pane !== null) found.set(pane, path.join('\t'));
    else if (last !== null) found.set(last, `${found.get(last)}\n${line}`);
    last = pane ?? last;
  }
  return found;
}

/** The working directory of the program in the foreground of each pane, as far as tmux can tell. */
export function listDirectories(socket: Socket): Command<ReadonlyMap<PaneId, string>> {
  const verb = ['list-panes', '-a', '-F', '#{pane_id}\t#{pane_current_path}'];
  return tmuxCall(socket, [verb], ({ stdout }) => parseDirectories(stdout), { reads: true });
}
