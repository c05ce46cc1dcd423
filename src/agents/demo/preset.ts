/**
 * How the agent `demo` is run. Pure.
 */
import { program } from '../preset.ts';
import { demoScreen } from './screen.ts';

/** Stands for this very `pane`, run as `demo-agent`: the launcher puts its own path in its place. */
export const demoProgram = 'pane-demo-agent';

export const demo = program({
  command: { argv: [demoProgram] },
  prompt: 'argument',
  separator: ['--'],
  conversation: { start: [], resume: null, latest: ['--resume'] },
  screen: demoScreen,
  submitDelayMs: 0,
  isProgram: false,
  headless: null,
  basis: 'part of pane',
});
