/**
 * The program that an agent is, and where it lies.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Agent } from './agent.ts';
import { demoProgram } from './demo/preset.ts';

const OF_THE_SHELL = /^(exec|env|cd|if|for|while|case|set|export|eval|command|exit|true|test|trap|\.)$/;

/** The program that the agent's command begins with; null where only a shell can tell. Pure. */
export function programOf({ command }: Pick<Agent, 'command'>): string | null {
  const word = 'argv' in command ? command.argv[0] : command.shell.trim().split(/\s+/, 1)[0];
  if (word === undefined || word === demoProgram) return null;
  const isPlain = 'argv' in command || (/^[\w./+-]+$/.test(word) && !OF_THE_SHELL.test(word));
  return isPlain ? word : null;
}

/** Null: it is not there, or can't be run. A relative path counts from `directory`. */
export async function findProgram(program: string, path: string, directory: string): Promise<string | null> {
  const places = program.includes('/')
    ? [resolve(directory, program)]
    : path.split(':').map((folder) => join(folder || '.', program));
  for (const place of places) {
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return place;
  }
  return null;
}
