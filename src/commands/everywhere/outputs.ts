/**
 * Commands that print text: of one task what its machine prints, of several one after the other.
 */

import type { Context } from '../../context.ts';
import { fromEach } from '../../engine/hosts/each.ts';
import type { Reached } from '../../engine/hosts/reach.ts';
import { parseDocument } from '../../engine/hosts/report.ts';
import { asCode } from '../../hosts/protocol.ts';
import { exitCodeOfHost, formatHostProblems, joinedCode, joinedDocument } from '../../ui/hosts.ts';
import { formatJson } from '../../ui/json.ts';
import type { Call, CommandDefinition } from '../definition.ts';
import { errPalette } from '../terminal.ts';
import { runHere, showThrown } from './here.ts';
import { allWords, argsWith, type Split } from './parts.ts';

export interface Output {
  readonly definition: CommandDefinition;
  readonly call: Call;
  readonly split: Split;
  readonly hosts: readonly Reached[];
  /** It changes something there, and is carried out once. */
  readonly changes: boolean;
}

/** The text that stands for `-`. */
async function stdinOf({ call }: Output): Promise<string> {
  if (!call.args.includes('-')) return '';
  return Buffer.from(await call.context.readStdin()).toString('base64');
}

/** All of it comes from one host. With `--follow` it is handed on as it comes. */
export async function runOnOne(output: Output, { host }: Reached, tasks: readonly string[]): Promise<number> {
  const { definition, call, changes } = output;
  const { context } = call;
  const words = allWords(definition, call, tasks);
  const stdin = await stdinOf(output);
  const show = (where: 'out' | 'err', piece: Uint8Array): void => {
    if (where === 'out') context.stdout(piece);
    else context.stderr(Buffer.from(piece).toString());
  };
  const asked = { do: 'run', command: definition.name, words, stdin, changes } as const;
  // What goes on printing can't be asked for again without printing it twice.
  const { out, err, end } = await host.ask(asked, call.has('follow') ? { onPrinted: show } : {});
  show('out', out);
  show('err', err);
  return asCode(end) ?? 1;
}

interface Printed {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Ends the others as soon as one has succeeded, where `--any` asks for that. */
export async function runOnAll(output: Output): Promise<number> {
  const { definition, call, split, hosts, changes } = output;
  const { context, json } = call;
  const stdin = await stdinOf(output);
  const runsHere = split.isAll || split.here.length > 0;
  const there = fromEach(hosts, async ({ name, host }): Promise<Printed> => {
    const words = allWords(definition, call, split.there.get(name) ?? []);
    const asked = { do: 'run', command: definition.name, words, stdin, changes } as const;
    const { out, err, end } = await host.ask(asked);
    return { out: out.toString(), err: err.toString(), exitCode: asCode(end) ?? 1 };
  });
  const here = runsHere ? await runHere(definition, call, argsWith(definition, call, split.here)) : null;
  const printed = await there;
  const codes = [...(here === null ? [] : [here.exitCode]), ...printed.map(exitCodeOfHost)];
  if (json) {
    const documents = printed.map((each) =>
      each.ok ? { ...each, value: { ...each.value, document: parseDocument(each.value.out) } } : each,
    );
    context.stdout(formatJson(joinedDocument(here === null ? null : parseDocument(here.out), documents)));
  } else {
    context.stdout(here?.out ?? '');
    for (const each of printed) if (each.ok) context.stdout(each.value.out);
  }
  if (here !== null) showThrown(context, here);
  for (const each of printed) showProblem(context, each);
  return joinedCode(codes);
}

function showProblem(context: Context, each: Awaited<ReturnType<typeof fromEach<Printed>>>[number]): void {
  if (each.ok) context.stderr(each.value.err);
  else context.stderr(formatHostProblems([each], errPalette(context)));
}
