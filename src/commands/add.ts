/**
 * `pane add`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

type Option = 'name' | 'agent' | 'base' | 'branch' | 'prompt-file' | 'trust';

export const addCommand = defineCommand<Option>({
  name: 'add',
  group: 'Tasks',
  summary: 'add a task to the file and bring it up',
  description:
    "Appends to pane.config.local.yaml if it exists, else to the project's file; keeps comments and layout. Brings up only this task.",
  arguments: [{ name: 'prompt', text: 'prompt for the agent; - reads it from standard input', isText: true }],
  options: {
    name: { value: 'name', text: 'name of the task (default: derived from the prompt)' },
    agent: { value: 'agent', text: 'agent of the task', completes: 'agents' },
    base: { value: 'commit', text: 'commit or branch that it starts from', completes: 'bases' },
    branch: { value: 'branch', text: 'branch of the task' },
    'prompt-file': { value: 'path', text: 'file with the prompt, instead of PROMPT', completes: 'files' },
    trust: { text: "approve the file's commands" },
  },
  json: true,
  examples: [
    'pane add "Rewrite the login page"',
    'pane add --name signup --agent codex --prompt-file prompts/signup.md',
    'git diff | pane add --name review -',
  ],
  run: async (call) => {
    const { context, file, json, has, value } = call;
    const prompt = await promptOf(call);
    const [{ add }, { showReport, withProgress }, { isBarred, isCounted }] = await Promise.all([
      import('../engine/add.ts'),
      import('./screen.ts'),
      import('../ui/report.ts'),
    ]);
    const added = await withProgress(context, (followed) =>
      add(followed, {
        file,
        prompt,
        name: value('name'),
        agent: value('agent'),
        base: value('base'),
        branch: value('branch'),
        promptFile: value('prompt-file'),
        trust: has('trust'),
      }),
    );
    const { task, report } = added;
    const before = `Added ${task} to ${added.file}.\n`;
    const who = added.isWatched ? 'the watcher' : `\`pane up ${task}\``;
    const approved = isBarred(report) ? `Once that is approved, ${who} brings it up.\n` : '';
    // It was faster.
    const isLeft = added.isWatched && !isCounted(report) && report.notices.length === 0;
    const next = isLeft ? 'The watcher brings it up.\n' : approved;
    return showReport(context, report, { json, before, next, extra: { task, file: added.file } });
  },
});

async function promptOf({ context, args, value }: Call<Option>): Promise<string | null> {
  const [prompt] = args;
  if (prompt !== undefined && value('prompt-file') !== null) {
    throw new PaneError('usage', "a prompt and --prompt-file can't be used together");
  }
  if (prompt === undefined && value('prompt-file') === null && value('name') === null) {
    throw new PaneError('usage', 'a prompt, --prompt-file or --name is required', {
      hint: 'For example: pane add "Rewrite the login page"',
    });
  }
  const given = prompt === '-' ? await context.readStdin() : (prompt ?? null);
  // As of a `git diff` without changes: an agent would start, and have nothing to do.
  if (given?.trim() === '') {
    throw new PaneError('usage', 'the prompt is empty', {
      hint: 'Nothing was added. `--name NAME` alone adds a task without a prompt.',
    });
  }
  return given;
}
