/**
 * `pane completion`
 */
import { defineCommand } from './definition.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export const completionCommand = defineCommand({
  name: 'completion',
  group: 'Trust and set-up',
  summary: 'print a completion script for bash, zsh or fish',
  arguments: [{ name: 'shell', text: 'bash, zsh or fish', required: true, completes: shells }],
  examples: [
    'source <(pane completion bash)',
    'pane completion zsh > ~/.zsh/completions/_pane',
    'pane completion fish > ~/.config/fish/completions/pane.fish',
  ],
  run: async ({ context, args: [shell = ''], commands }) => {
    const { describeCompletion } = await import('./completion-tree.ts');
    const tree = describeCompletion(commands);
    if (shell === 'zsh') context.stdout((await import('../ui/completion/completion-zsh.ts')).formatZsh(tree));
    else if (shell === 'fish')
      context.stdout((await import('../ui/completion/completion-fish.ts')).formatFish(tree));
    else context.stdout((await import('../ui/completion/completion-bash.ts')).formatBash(tree));
    return 0;
  },
});
