/** How the user reaches the project's session with plain tmux. */
import { shellWords } from '../agents/quote.ts';
import { tmuxForPeople } from '../tmux/server.ts';
import type { Project } from './project.ts';

export function attachCommand({ scope }: Project, socket: string): string {
  return `${tmuxForPeople(socket)} attach -t ${shellWords([`=${scope.config.session}`])}`;
}
