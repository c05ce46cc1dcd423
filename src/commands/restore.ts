/**
 * `pane restore`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

type Option = 'detach' | 'onto-branch' | 'no-up';

export const restoreCommand = defineCommand<Option>({
  name: 'restore',
  group: 'Tasks',
  summary: 'bring an archived task back unchanged, or list the archives',
  description:
    'Puts the task back into the file and its worktree back in its place, and brings the task up. Without a task it lists the archives.',
  arguments: [{ name: 'task', text: 'TASK, or TASK@ID for an older archive', completes: 'archived' }],
  options: {
    detach: { text: 'leave HEAD detached if the branch has moved' },
    'onto-branch': {
      value: 'branch',
      text: "create this branch at the worktree's commit, and write it into the file",
    },
    'no-up': { text: 'do not open the window' },
  },
  json: true,
  hosts: 'restore',
  examples: [
    'pane restore',
    'pane restore login-rewrite',
    'pane restore login-rewrite@k3v9x2m4q7ab --detach',
  ],
  run: (call) => {
    if (call.has('detach') && call.value('onto-branch') !== null) {
      throw new PaneError('usage', "--detach and --onto-branch can't be used together");
    }
    const [target] = call.args;
    return target === undefined ? list(call) : bringBack(call, target);
  },
});

async function list({ context, file, json }: Call<Option>): Promise<number> {
  const { listArchived } = await import('../engine/restore.ts');
  const archived = await listArchived(context, { file });
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson({ archived }));
    return 0;
  }
  const [{ formatArchived }, { available, outPalette }] = await Promise.all([
    import('../ui/archived.ts'),
    import('./terminal.ts'),
  ]);
  context.stdout(formatArchived(archived, Date.now(), outPalette(context), available(context)));
  return 0;
}

async function bringBack({ context, file, json, has, value }: Call<Option>, target: string): Promise<number> {
  const [{ restore }, { showReport, withProgress }] = await Promise.all([
    import('../engine/restore.ts'),
    import('./screen.ts'),
  ]);
  const report = await withProgress(context, (followed) =>
    restore(followed, {
      file,
      target,
      detach: has('detach'),
      ontoBranch: value('onto-branch'),
      up: !has('no-up'),
    }),
  );
  return showReport(context, report, { json });
}
