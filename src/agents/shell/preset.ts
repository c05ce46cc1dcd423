/**
 * The agent `shell`: the user's own shell. Pure.
 */
import { program } from '../preset.ts';

export const shell = program({
  command: { shell: `exec "\${SHELL:-/bin/sh}"` },
  prompt: 'none',
  conversation: null,
  submitDelayMs: 0,
  isProgram: false,
  headless: null,
  basis: 'part of pane',
});
