/**
 * A view of one's own: a session in the group of the project's (tmux(1), new-session -t), with the same windows,
 * its own current one and its own size. It has the project's mark.
 *
 * Not by `destroy-unattached`, which would end it with its client: tmux 3.3a then crashes in one of twenty detaches,
 * since it destroys the session before the client is gone, and every agent on the server ends with it.
 */
import type { ProjectId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall, type Verb } from './server.ts';

const MARK = '@pane_solo';

/** What makes it, in the order of the call. `isInside`: the client that runs there goes to it. */
export function makeSolo(session: string, name: string, project: ProjectId, isInside: boolean): Verb[] {
  const target = `=${name}:`;
  const group = ['-t', `=${session}:`, '-s', name];
  const made: Verb[] = isInside
    ? [
        ['new-session', '-d', ...group],
        ['switch-client', '-t', target],
      ]
    : [['new-session', ...group]];
  return [
    ...made,
    ['set-option', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-t', target, MARK, project],
  ];
}

/** The ids of the project's. A server that is gone has none. */
export function listSolos(socket: Socket, project: ProjectId): Command<string[]> {
  const format = `#{session_id} #{${MARK}}`;
  const parse = ({ stdout }: { readonly stdout: string }): string[] =>
    stdout.split('\n').flatMap((line) => {
      const [id = '', mark] = line.split(' ');
      return mark === project && /^\$\d+$/.test(id) ? [id] : [];
    });
  return tmuxCall(socket, [['list-sessions', '-F', format]], parse, { reads: true, okCodes: [1] });
}

/** Ends it if nobody is attached, it still has the mark, and its windows are in another session too; in one step. */
export function endIdleSolo(socket: Socket, id: string, project: ProjectId): Command<void> {
  const isIdle = '#{&&:#{==:#{session_attached},0},#{!=:#{session_group_size},1}}';
  const condition = `#{&&:#{==:#{${MARK}},${project}},${isIdle}}`;
  const verb: Verb = ['if-shell', '-F', '-t', `${id}:`, condition, `kill-session -t '${id}'`];
  return tmuxCall(socket, [verb], () => {}, { reads: false });
}
