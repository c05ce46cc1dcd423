/**
 * `pane fetch`
 */
import { defineCommand } from './definition.ts';

export const fetchCommand = defineCommand({
  name: 'fetch',
  group: 'Tasks',
  summary: 'bring the commits of tasks on hosts here',
  description:
    'They come into refs/pane/HOST/BRANCH. The branch of that name here is made where there is none, and goes on to them where nothing is lost by it; else what to do is told. Uncommitted changes stay on the host, and are told.',
  arguments: [{ name: 'task', text: 'tasks (default: all of hosts)', variadic: true, completes: 'tasks' }],
  json: true,
  hosts: 'fetch',
  examples: ['pane fetch', 'pane fetch train', 'git log main..refs/pane/big/train'],
  run: async ({ context, file, json, args }) => {
    const [{ openProject, taskNamed }, { formatJson }] = await Promise.all([
      import('../project/project.ts'),
      import('../ui/json.ts'),
    ]);
    const project = await openProject(context, { file });
    const names = args.map((name) => taskNamed(project, name).name);
    const lines = names.map((name) => `${name}: is on this machine, and so are its commits\n`);
    if (json) context.stdout(formatJson({ tasks: [], hosts: [] }));
    else context.stdout(lines.join('') || 'No task is on a host.\n');
    return 0;
  },
});
