/**
 * `pane next` of all machines: what waits here after the current window, then what waits on hosts, then the rest of here.
 */
import { fromEach } from '../../engine/hosts/each.ts';
import { statusThere } from '../../engine/hosts/status-there.ts';
import { findNext, NEEDS_USER, NOBODY_WAITS } from '../../engine/next.ts';
import { PaneError } from '../../errors.ts';
import { exitCodeOfAsked, joinedCode } from '../../ui/hosts.ts';
import { type Everywhere, meant, showUnasked } from './all.ts';
import { takeOverTerminal } from './terminal.ts';

/** @returns the exit code */
export async function runNext(all: Everywhere): Promise<number> {
  const { definition, call } = all;
  const { context, file } = call;
  const here = await findNext({ ...context, onlyHere: true }, { file });
  if (here?.isLater === true) return await here.go();
  const reached = meant(all);
  const answers = await fromEach(reached, async (host) => {
    const { tasks } = await statusThere(host, [], false);
    return tasks.find(({ state, window }) => window !== null && NEEDS_USER.includes(state))?.name ?? null;
  });
  showUnasked(context, answers);
  for (const [index, answer] of answers.entries()) {
    const host = reached[index];
    if (host === undefined || !answer.ok || answer.value === null) continue;
    if (!context.stdinIsTerminal || !context.stdoutIsTerminal) throw needsTerminal(answer.value, host.name);
    return await takeOverTerminal(definition, call, host, []);
  }
  if (here !== null) return await here.go();
  context.stderr(NOBODY_WAITS);
  return joinedCode(answers.map(exitCodeOfAsked));
}

function needsTerminal(task: string, host: string): PaneError {
  return new PaneError(
    'usage',
    `${task} on ${host} waits for you, and to go there this command requires a terminal`,
    {
      hint: `Run \`pane attach ${task}\` in one.`,
    },
  );
}
