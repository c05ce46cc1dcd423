/**
 * `pane status --all` as text: what `pane status` shows, for each project. Pure.
 */
import type { MarkedProject, ServerStatus } from '../snapshot/status.ts';
import { printable } from './printable.ts';
import { formatStatus, type StatusView } from './status.ts';

/** Its folder; its file, where that is not the one that the folder's name stands for. */
function placeOf({ root, file }: MarkedProject): string {
  if (file === null) return 'unknown project';
  return root !== null && /^\/pane\.config\.ya?ml$/.test(file.slice(root.length)) ? root : file;
}

export function formatAll({ socket, projects }: ServerStatus, view: StatusView): string {
  if (projects.length === 0)
    return `No known projects, and none has a window on the tmux server ${printable(socket)}.\n`;
  const texts = projects.map((project) => {
    const heading = `${view.palette.bold(printable(project.project))}  ${printable(placeOf(project))}`;
    return `${heading}\n${formatStatus(project, view)}`;
  });
  return texts.join('\n');
}
