/**
 * That the watcher holds shows in tmux's status line too: by the name of its own window, which is ours. Nothing
 * of the user's session is changed.
 */

import { parsePaneId } from '../ids.ts';
import type { Project } from '../project/project.ts';
import { renameMarked } from '../tmux/windows.ts';

/** Does nothing where the watcher runs in no window that `pane up` opened for it. */
export async function showHold({ context, scope }: Project, isHeld: boolean): Promise<void> {
  const socket = context.env.TMUX?.replace(/,\d+,\d+$/, '') ?? '';
  const pane = parsePaneId(context.env.TMUX_PANE ?? '');
  if (socket === '' || pane === null) return;
  const name = isHeld ? 'pane-HOLDS' : 'pane';
  const mark = { option: '@pane_kind', value: 'watcher' } as const;
  // It is told in `status` and in the window as well: a server that ends is no reason to fail.
  await scope.runner.run(renameMarked(socket, pane, mark, name)).catch(() => {});
}
