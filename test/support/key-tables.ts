/**
 * The tables of docs/configuration.md, made from the entries of the keys.
 */
import { agentKeys, screenKeys } from '../../src/config/keys/agent-keys.ts';
import { defaultOf } from '../../src/config/keys/default.ts';
import { hostKeys } from '../../src/config/keys/host-keys.ts';
import type { Keys } from '../../src/config/keys/key.ts';
import { paneKeys } from '../../src/config/keys/pane-keys.ts';
import { projectKeys, tmuxKeys, watchKeys } from '../../src/config/keys/project-keys.ts';
import { slurmKeys } from '../../src/config/keys/slurm-keys.ts';
import { keysOfConcern, ownKeys, settingKeys } from '../../src/config/keys/task-keys.ts';
import { verifyKeys } from '../../src/config/keys/verify-keys.ts';

function withPrefix(prefix: string, keys: Keys): Keys {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [`${prefix}.${name}`, key]));
}

const { env, ...beforeScreen } = agentKeys;

/** By the name that stands above the table. */
const tables: Readonly<Record<string, Keys>> = {
  top: projectKeys,
  tmux: tmuxKeys,
  watch: watchKeys,
  hosts: hostKeys,
  agents: { ...beforeScreen, ...withPrefix('screen', screenKeys), env },
  defaults: settingKeys,
  panes: paneKeys,
  verify: verifyKeys,
  slurm: slurmKeys,
  tasks: ownKeys,
};

function keyTable(keys: Keys): string {
  const rows = Object.entries(keys).map(([name, key]) => {
    const more = key.more === undefined ? '' : `. ${key.more}`;
    const unsaid = defaultOf(key);
    return `| \`${name}\` |${unsaid === '' ? '' : ` ${unsaid}`} | ${key.text}${more} |`;
  });
  return ['| key | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

const ways = {
  window: '`pane restart TASK`',
  prompt: '`pane restart --prompt TASK`',
  worktree: '`pane archive TASK`, then adding it again',
  files: 'nothing: only new worktrees get them',
} as const;

function changesTable(): string {
  const rows = Object.entries(ways).map(([concern, way]) => {
    const names = keysOfConcern(concern as keyof typeof ways).map((name) => `\`${name}\``);
    return `| ${names.join(', ')} | ${way} |`;
  });
  return ['| a change of | is applied to a task that is up by |', '|---|---|', ...rows, ''].join('\n');
}

/** The text with each table below a line `<!-- keys: NAME -->` as it ought to be. */
export function withTables(text: string): string {
  return text.replace(/^(<!-- keys: (\w+) -->\n\n)(?:\|.*\n)*/gm, (_, line: string, name: string) => {
    const keys = tables[name];
    return line + (keys === undefined ? changesTable() : keyTable(keys));
  });
}

/** The names of the tables that the text has a place for. */
export function tablesIn(text: string): string[] {
  return [...text.matchAll(/^<!-- keys: (\w+) -->$/gm)].map(([, name = '']) => name);
}

export const tableNames: readonly string[] = [...Object.keys(tables), 'changes'];
