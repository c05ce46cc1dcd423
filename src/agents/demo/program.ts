/**
 * The agent `demo`: needs no key and no network. It reads its prompt, changes a file, asks something and
 * waits, so that everything around an agent can be tried.
 */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';

const file = 'DEMO.md';

interface DemoCall {
  readonly resumed: boolean;
  readonly prompt: string | null;
}

/** `[--resume] [--] [PROMPT]` */
function parseDemoCall(argv: readonly string[]): DemoCall {
  const resumed = argv[0] === '--resume';
  const rest = resumed ? argv.slice(1) : argv;
  const [prompt = null] = rest[0] === '--' ? rest.slice(1) : rest;
  return { resumed, prompt };
}

/** The beginning of the prompt, without what would steer the terminal. */
function shown(prompt: string): string {
  const [first = ''] = prompt.split('\n');
  return first.slice(0, 200).replace(/\p{Cc}/gu, '?');
}

/**
 * Talks on the terminal until `exit`, `/exit` or the end of input.
 * @returns the exit code
 */
export async function runDemoAgent(context: Context, argv: readonly string[]): Promise<number> {
  const { resumed, prompt } = parseDemoCall(argv);
  const path = join(context.cwd, file);
  context.stdout('*** demo agent: needs no key, writes DEMO.md, ends on `exit` ***\n');
  if (resumed) context.stdout('Conversation resumed.\n');
  if (prompt !== null) {
    context.stdout(`> ${shown(prompt)}\n`);
    await (resumed ? appendFile(path, `\n${prompt}\n`) : writeFile(path, `# Demo\n\n${prompt}\n`));
    context.stdout(`I wrote the task into ${file}.\n`);
  }
  const question = prompt === null ? 'What shall I do? ' : 'Shall I add tests too? [y/n] ';
  return talk(context, path, question);
}

async function talk(context: Context, path: string, first: string): Promise<number> {
  let question = first;
  for (;;) {
    const answer = (await context.ask(question))?.trim();
    if (answer === undefined || answer === 'exit' || answer === '/exit') break;
    if (answer !== '') {
      await appendFile(path, `\n- ${answer}\n`);
      context.stdout(`I noted that in ${file}.\n`);
    }
    question = 'What next? ';
  }
  context.stdout('Bye.\n');
  return context.signal.aborted ? 130 : 0;
}
