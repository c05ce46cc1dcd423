/**
 * How `aider` is run. Pure.
 */
import { byOptions } from '../permissions.ts';
import { program } from '../preset.ts';
import { aiderScreen } from './screen.ts';

export const aider = program({
  command: { argv: ['aider'] },
  prompt: 'paste',
  conversation: { start: [], resume: null, latest: ['--restore-chat-history'] },
  screen: aiderScreen,
  permissions: byOptions('--yes-always', ['--yes-always'], { answer: 'asks', by: 'its default' }),
  variables: /^((ANTHROPIC|OPENAI|OPENROUTER|GEMINI)_API_KEY|AIDER_\w+)$/,
  headless: 'aider --message PROMPT',
  basis: 'its source, not run; it takes no prompt that leaves it interactive, so it is typed in',
});
