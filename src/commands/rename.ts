/**
 * `pane rename`
 */
import type { Renamed } from '../engine/rename/rename.ts';
import { type Call, defineCommand } from './definition.ts';

export const renameCommand = defineCommand({
  name: 'rename',
  group: 'Tasks',
  summary: 'rename a task while its agent runs',
  description:
    'Renames it in the file and everywhere else; the branch and the directory keep their names. Works too if you have already changed the name in the file.',
  arguments: [
    { name: 'task', text: 'task', required: true, completes: 'tasks' },
    { name: 'new-name', text: 'new name of the task', required: true },
  ],
  options: { branch: { text: 'rename the branch too, unless a remote has it' } },
  json: true,
  hosts: 'rename',
  examples: ['pane rename web api', 'pane rename web api --branch'],
  run: async (call) => {
    const { rename } = await import('../engine/rename/rename.ts');
    const { context, file, has, args } = call;
    const [from = '', to = ''] = args;
    return await showRenamed(call, await rename(context, { file, from, to, branch: has('branch') }));
  },
});

/** @returns the exit code */
export async function showRenamed(
  { context, json }: Pick<Call<never>, 'context' | 'json'>,
  { from, to, file, notices }: Renamed,
): Promise<number> {
  const { showReport } = await import('./screen.ts');
  const before = `Renamed ${from} to ${to} in ${file}.\n`;
  return showReport(context, { results: [], notices }, { json, before, extra: { from, to, file } });
}
