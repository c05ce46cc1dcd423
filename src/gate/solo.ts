/**
 * Ending the views of one's own that their clients have left.
 */
import type { ProjectId } from '../ids.ts';
import type { Runner } from '../process/command.ts';
import { isAllGone, type Socket } from '../tmux/server.ts';
import { endIdleSolo, listSolos } from '../tmux/solo.ts';

/** Only sessions that have the project's mark, without a client, whose windows another session has too. */
export async function endIdleSolos(runner: Runner, socket: Socket, project: ProjectId): Promise<void> {
  for (const id of await runner.run(listSolos(socket, project))) {
    await runner.run(endIdleSolo(socket, id, project)).catch((error: unknown) => {
      if (!isAllGone(error)) throw error;
    });
  }
}
