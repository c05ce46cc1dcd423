/**
 * `pane peek`
 */
import { printableScreen } from '../ui/printable.ts';
import { defineCommand } from './definition.ts';

/** To the first cell, and after the text the rest of the screen is cleared: no moment when it is empty. */
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

export const peekCommand = defineCommand({
  name: 'peek',
  opensProject: true,
  group: 'Tasks',
  summary: "print the agent's current screen",
  arguments: [{ name: 'task', text: 'task', required: true, completes: 'tasks' }],
  options: { follow: { short: 'f', text: 'print it again on every change until Ctrl-C' } },
  hosts: 'output',
  examples: ['pane peek login-rewrite', 'pane peek -f login-rewrite'],
  run: async ({ context, file, args: [task = ''], has }) => {
    const [{ peek }, { outPalette }] = await Promise.all([
      import('../talk/peek.ts'),
      import('./terminal.ts'),
    ]);
    const follow = has('follow');
    const inPlace = follow && context.stdoutIsTerminal;
    const colours = outPalette(context).red('x') !== 'x';
    if (inPlace) context.stdout(HOME + CLEAR_BELOW);
    const onScreen = (drawn: string): void => {
      const screen = printableScreen(drawn, { colours });
      const text = `${screen}${colours ? '\x1b[0m' : ''}`;
      if (inPlace)
        context.stdout(`${HOME}${text.replaceAll('\n', `${CLEAR_LINE}\n`)}${CLEAR_LINE}\n${CLEAR_BELOW}`);
      else context.stdout(`${text}\n`);
    };
    return peek(context, { file, task, follow, colours, onScreen });
  },
});
