/** `peek`: an agent's screen as it is drawn, once or again whenever it changes. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { poll } from '../poll.ts';
import { openRunning } from '../project/open-as-applied.ts';
import type { ProjectOptions } from '../project/types.ts';
import { drawPane } from '../tmux/pane-input.ts';
import { findTaskPane } from './task-pane.ts';

const POLL_MS = 250;

export interface PeekOptions extends ProjectOptions {
  readonly task: string;
  readonly follow: boolean;
  /** With the sequences that draw the colours. */
  readonly colours: boolean;
  /** Called with the screen, without the empty lines at its end. */
  readonly onScreen: (screen: string) => void;
}

/**
 * With `follow` until it is interrupted. @returns the exit code
 * @throws {PaneError} `failed` where the task has no window, or no longer one.
 */
export async function peek(context: Context, options: PeekOptions): Promise<number> {
  const project = await openRunning(context, options);
  const { socket, pane, worktreeId } = await findTaskPane(project, options.task);
  let last: string | null = null;
  const look = async (): Promise<void> => {
    const drawn = await project.scope.runner.run(drawPane(socket, pane, options));
    if (drawn?.worktreeId !== worktreeId)
      throw new PaneError('failed', `the window of ${options.task} is closed`);
    const screen = drawn.screen.trimEnd();
    if (screen !== last) options.onScreen(screen);
    last = screen;
  };
  await poll({ everyMs: POLL_MS, signal: context.signal }, look, () => !options.follow);
  return 0;
}
