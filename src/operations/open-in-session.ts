/**
 * Opens a window of ours in the project's session, whatever it is for.
 */

import { randomBytes } from 'node:crypto';
import { PaneError } from '../errors.ts';
import { homeOf } from '../git/repository.ts';
import { CommandError } from '../process/command.ts';
import { encodePlace } from '../records/place.ts';
import { chooseSession } from '../snapshot/session.ts';
import { askServer } from '../tmux/panes.ts';
import { isAllGone, isEmpty, isNoServer } from '../tmux/server.ts';
import {
  finishWindow,
  type OpenedWindow,
  openWindow,
  parseOpened,
  splitWindow,
  type WindowSpec,
} from '../tmux/windows.ts';
import type { ApplyContext } from './apply-context.ts';
import { slotOf } from './window-slot.ts';

/** What a window of ours runs, whatever it is for. */
export type WindowContent = Omit<
  WindowSpec,
  'session' | 'slot' | 'isFirst' | 'root' | 'hasStatusLine' | 'nonce' | 'project' | 'place'
>;

/**
 * The session was made or ended, alone or with its server, or the slot was taken or moved, since we looked. Not where
 * the server ended in the midst of the call: the window may have been there, with its agent.
 */
function hasLostRace(error: unknown): boolean {
  if (!(error instanceof CommandError)) return false;
  const { stderr } = error;
  return (
    isNoServer(stderr) ||
    isEmpty(stderr) ||
    /duplicate session|can't find (session|window)|no such session|index \d+ in use|index in use/i.test(
      stderr,
    )
  );
}

/**
 * Opens a window in the project's session, making the session if there is none.
 * @throws {PaneError} `conflict` where the session is not ours and would end when its client leaves, and where it is
 * another project's and the file fixes its name.
 */
export async function openInSession(context: ApplyContext, content: WindowContent): Promise<string[]> {
  return await context.inTurn(() => open(context, content));
}

async function open(context: ApplyContext, content: WindowContent): Promise<string[]> {
  const { runner, config, projectId, repository } = context.scope;
  const names = config.tasks.map(({ name }) => name);
  const nonce = `pane-${randomBytes(8).toString('hex')}`;
  for (let attempt = 1; ; attempt += 1) {
    const server = await askServer(runner, context.socket);
    const { name, conflict } = chooseSession(context.scope, server);
    if (conflict !== null) throw new PaneError('conflict', conflict);
    const panes = (server?.panes ?? []).filter((pane) => pane.session === name);
    const [session] = panes;
    if (session?.sessionIsFleeting && session.sessionOf !== projectId) {
      throw new PaneError(
        'conflict',
        `the tmux session ${name} has destroy-unattached on, so it would close with its windows when you detach`,
        {
          hint: 'Set `tmux: { session: NAME }` to another name, or turn the option off for that session.',
        },
      );
    }
    const spec = {
      ...content,
      session: name,
      isFirst: session === undefined,
      root: homeOf(repository),
      hasStatusLine: config.statusLine && (session === undefined || session.sessionOf !== null),
      slot: slotOf(content.task, names, projectId, panes),
      nonce,
      project: projectId,
      place: encodePlace({ ...repository, file: config.files.project }),
    };
    try {
      await runner.run(openWindow(context.socket, spec));
      return [];
    } catch (error) {
      const made = error instanceof CommandError ? parseOpened(error.stdout) : null;
      if (made !== null) return await finish(context, spec, made, error);
      if (attempt >= 5 || !hasLostRace(error)) throw error;
    }
  }
}

/** What tmux said of a pane that found no room; null: it said something else. */
function noRoom(error: unknown): string | null {
  if (!(error instanceof CommandError) || !/no space for new pane|size/i.test(error.stderr)) return null;
  return error.stderr.trim();
}

/** Its program ended before it was finished, and closed it. */
function isGone(error: unknown): boolean {
  return (
    isAllGone(error) ||
    (error instanceof CommandError && /no such window|can't find (window|pane)/i.test(error.stderr))
  );
}

/** The further panes that are not there yet. Returns what tmux said of one that found no room. */
async function addPanes(context: ApplyContext, spec: WindowSpec, made: OpenedWindow): Promise<string | null> {
  const { runner } = context.scope;
  const server = await askServer(runner, context.socket);
  const there = (server?.panes ?? []).filter(({ window }) => window === made.window).length - 1;
  if (there < 0 || there >= spec.panes.length) return null;
  try {
    await runner.run(splitWindow(context.socket, spec, made, there));
    return null;
  } catch (error) {
    const full = noRoom(error);
    if (full === null) throw error;
    return full;
  }
}

/**
 * The window is there, but something of what belongs to it is not: a further pane found no room, or a hook
 * of the user's renamed the window or its session, so that its marks did not find it.
 */
async function finish(
  context: ApplyContext,
  spec: WindowSpec,
  made: OpenedWindow,
  error: unknown,
): Promise<string[]> {
  const { runner } = context.scope;
  const noRoomLeft = noRoom(error);
  try {
    await runner.run(finishWindow(context.socket, spec, made, { isLogged: noRoomLeft !== null }));
  } catch (failure) {
    if (isGone(failure)) return [];
    throw failure;
  }
  const full = noRoomLeft ?? (await addPanes(context, spec, made));
  return full === null ? [] : [`could not open every pane of its window: ${full}`];
}
