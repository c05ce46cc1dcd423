/**
 * `pane path`
 */
import { printable } from '../ui/printable.ts';
import { defineCommand, optionalTask } from './definition.ts';

export const pathCommand = defineCommand({
  name: 'path',
  opensProject: true,
  group: 'Tasks',
  summary: "print the absolute path of a task's worktree",
  arguments: [optionalTask],
  json: true,
  insteadThere: (task) =>
    `Its worktree is there: \`pane exec ${task} -- pwd\` prints the path, \`pane attach ${task}\` goes there.`,
  examples: ['cd "$(pane path login-rewrite)"', 'code "$(pane path login-rewrite)"'],
  run: async ({ context, file, json, args: [task = null] }) => {
    const { worktreePath } = await import('../project/worktree-path.ts');
    const found = await worktreePath(context, { file, task });
    const { worktree } = found;
    if (json) {
      const { formatJson } = await import('../ui/json.ts');
      context.stdout(formatJson(found));
      return 0;
    }
    // A program gets the bytes as they are, a reader gets nothing that steers the terminal.
    context.stdout(`${context.stdoutIsTerminal ? printable(worktree) : worktree}\n`);
    return 0;
  },
});
