/**
 * `pane events` of all machines: what is stored joined by time, then what comes, as it comes.
 */
import type { Context } from '../../context.ts';
import { type EventsRequest, events } from '../../engine/events.ts';
import { fromEach } from '../../engine/hosts/each.ts';
import { type EventsThere, eventsThere, type Told } from '../../engine/hosts/events-there.ts';
import { mergeEvents, type Stored } from '../../engine/hosts/merged-events.ts';
import { leftWarning } from '../../engine/hosts/status-there.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { formatEvent } from '../../events/event.ts';
import { exitCodeOfAsked, joinedCode } from '../../ui/hosts.ts';
import { indented } from '../../ui/operation.ts';
import { printable } from '../../ui/printable.ts';
import { errPalette } from '../terminal.ts';
import { type Everywhere, meant, showUnasked, withArchived } from './all.ts';
import { parseSinceEach, type SinceEach } from './since.ts';

/** @returns 1 where a host could not be asked */
export async function runEvents(given: Everywhere): Promise<number> {
  const all: Everywhere = { ...given, split: withArchived(given) };
  const { call, hosts, split } = all;
  const reached = meant(all);
  const isHere = split.isAll || split.here.length > 0;
  const names = reached.map(({ name }) => name);
  const known = hosts.reached.map(({ name }) => name);
  const since = parseSinceEach(call.value('since'), { here: isHere, hosts: names }, known);
  const machines = new Map(
    reached.map((each) => {
      const after = since.hosts.get(each.name) ?? null;
      const begin = { after, lastMs: since.lastMs };
      return [each, eventsThere(each, split.there.get(each.name) ?? [], begin)] as const;
    }),
  );
  const there = fromEach(reached, async (each) => (await machines.get(each)?.stored()) ?? []);
  const own = requestHere(all, since);
  const here = isHere ? await storedHere(all, own) : NOTHING;
  const answers = await there;
  const left = split.isAll ? hosts.left : [];
  for (const each of left) call.context.stderr(`warning: ${printable(leftWarning(each))}\n`);
  const stored = [here.events, ...answers.map((answer) => (answer.ok ? answer.value : []))];
  for (const { text } of mergeEvents(stored)) call.context.stdout(`${text}\n`);
  if (call.has('follow')) {
    const missed = new Map(answers.flatMap((each) => (each.ok ? [] : [[each.host, each.error] as const])));
    const rest = isHere ? { ...own, follow: true, after: here.last ?? own.after } : null;
    await followAll(all, { machines, missed, rest });
    return 0;
  }
  showUnasked(call.context, answers);
  return joinedCode([...answers.map(exitCodeOfAsked), left.length > 0 ? 1 : 0]);
}

interface Here {
  readonly events: readonly Stored[];
  /** The number of the last one; null: there is none. */
  readonly last: number | null;
}

const NOTHING: Here = { events: [], last: null };

function requestHere({ call, split }: Everywhere, { here, lastMs }: SinceEach): EventsRequest {
  const from = lastMs === null ? 0 : Date.now() - lastMs;
  return { file: call.file, tasks: split.here, follow: false, after: here ?? 0, from };
}

async function storedHere({ call }: Everywhere, request: EventsRequest): Promise<Here> {
  const stored: Stored[] = [];
  let last: number | null = null;
  for await (const event of events({ ...call.context, onlyHere: true }, request)) {
    stored.push({ time: Date.parse(event.time), text: formatEvent(event) });
    last = event.seq;
  }
  return { events: stored, last };
}

interface Following {
  readonly machines: ReadonlyMap<{ readonly name: string }, EventsThere>;
  /** Why some could not be asked for what is stored. */
  readonly missed: ReadonlyMap<string, unknown>;
  /** Of this machine; null: it is not asked. */
  readonly rest: EventsRequest | null;
}

async function followAll({ call }: Everywhere, { machines, missed, rest }: Following): Promise<void> {
  const { context } = call;
  const show = (text: string): void => context.stdout(`${text}\n`);
  const toldOf = (name: string): Told => ({
    before: missed.get(name) ?? null,
    onEvent: ({ text }) => show(text),
    onLost: (error) => context.stderr(`${lostLine(context, error)}\n`),
    onBack: () => context.stderr(`${name} answers again\n`),
    signal: context.signal,
  });
  const here = async (): Promise<void> => {
    if (rest === null) return;
    for await (const event of events({ ...context, onlyHere: true }, rest)) show(formatEvent(event));
  };
  await Promise.all([here(), ...[...machines].map(([{ name }, machine]) => machine.follow(toldOf(name)))]);
}

function lostLine(context: Context, error: unknown): string {
  const hint = error instanceof PaneError && error.hint ? `\n  ${indented(error.hint)}` : '';
  const palette = errPalette(context);
  return `${palette.yellow('warning:')} ${indented(messageOf(error))}; it is asked again${hint}`;
}
