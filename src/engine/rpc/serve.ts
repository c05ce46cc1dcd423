/**
 * `pane rpc`: carries out on this machine what another one asks for over standard input and output. It ends when
 * nobody is there any more, and what changes something has been carried out.
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../doctor/finding.ts';
import { isInterrupt, PaneError } from '../../errors.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import { thisClone, thisMachine } from '../../hosts/identity.ts';
import {
  type About,
  BEAT_MS,
  formatLine,
  type KeepRequest,
  MOST_LINE,
  type PlanRequest,
  PROTOCOL,
  parseOpening,
  parseRequest,
  type Request,
  type RunRequest,
} from '../../hosts/protocol.ts';
import { createRunner } from '../../process/runner.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { forMany } from '../../signals.ts';
import { errorDocument } from '../../ui/error.ts';
import { planDocument } from '../../ui/json.ts';
import { readOwnProgram } from '../hosts/own-program.ts';
import { planOf } from '../plan.ts';
import { keepCall } from './kept-call.ts';
import { once, type Result } from './requests.ts';
import { keepGive, lookAtResults } from './results.ts';
import { startCommand } from './run-command.ts';
import { assertOwnList, findSent, openWith, type SentProject, takeFile } from './sent-project.ts';
import { keepTake, lookAtStarts } from './starts.ts';
import { readTold } from './told-lines.ts';

/** What one command may print: more is cut off, and said so. */
const MOST_PRINTED = 8 * 1024 * 1024;
const CUT_OFF = 'warning: more than 8 MiB were printed there; the rest was cut off\n';
/** Requests at a time. */
const MOST_AT_ONCE = 16;

interface Served {
  readonly sent: SentProject;
  readonly answer: (message: object) => void;
  /** Ends what only reads, when the caller is gone. */
  readonly gone: AbortSignal;
  readonly isCommand: (name: string) => boolean;
}

/** `isCommand`: whether there is such a command. @returns the exit code */
export async function serve(context: FollowedContext, isCommand: (name: string) => boolean): Promise<number> {
  const { version } = context.program;
  const answer = (message: object): void => context.stdout(formatLine(message));
  const machine = await thisMachine(context.env);
  answer({ pane: 'rpc', protocol: PROTOCOL, version, machine });
  const opening = parseOpening((await context.ask('')) ?? '');
  if (opening === null || opening.protocol !== PROTOCOL) {
    answer(errorDocument(new PaneError('usage', `pane ${version} does not understand what was sent`)));
    return 1;
  }
  const gone = new AbortController();
  const beat = setInterval(() => answer({ beat: 1 }), BEAT_MS);
  try {
    const sent = await findSent({ ...context, signal: interruptOf(context) }, opening);
    const hasList = realPathIfThere(sent.files.project) !== null;
    answer({ open: { clone: await thisClone(sent.repository), hasList } });
    await serveAll(context, { sent, answer, gone: gone.signal, isCommand }, gone);
    return 0;
  } catch (error) {
    answer(errorDocument(error));
    return 1;
  } finally {
    clearInterval(beat);
  }
}

/** Aborted where this process is to end. That nobody reads its answers any more ends the reading of requests only. */
function interruptOf({ signal }: Pick<FollowedContext, 'signal'>): AbortSignal {
  const interrupt = new AbortController();
  const follow = (): void => {
    if (isInterrupt(signal.reason)) interrupt.abort(signal.reason);
  };
  if (signal.aborted) follow();
  signal.addEventListener('abort', follow, { once: true });
  return forMany(interrupt.signal);
}

async function serveAll(context: FollowedContext, served: Served, gone: AbortController): Promise<void> {
  const running = new Set<Promise<void>>();
  for (;;) {
    const line = await context.ask('');
    if (line === null || line.length > MOST_LINE) break;
    const request = parseRequest(line);
    if (request === null) {
      served.answer(errorDocument(new PaneError('usage', 'not a request')));
      continue;
    }
    while (running.size >= MOST_AT_ONCE) await Promise.race(running);
    const work: Promise<void> = carryOut(served, request)
      .catch((error: unknown) => served.answer({ id: request.id, ...errorDocument(error) }))
      .finally(() => running.delete(work));
    running.add(work);
  }
  gone.abort();
  await Promise.all(running);
}

async function carryOut(served: Served, request: Request): Promise<void> {
  const end = (value: unknown): void => served.answer({ id: request.id, end: value });
  switch (request.do) {
    case 'file':
      return end({ held: await takeFile(served.sent, request) });
    case 'plan':
      return end(await planFor(served.sent, request));
    case 'run':
      return await run(served, request);
    case 'starts':
      return end(await lookAtStarts(served.sent, request));
    case 'take':
      return end({ token: await keepTake(served.sent, request) });
    case 'results':
      return end(await lookAtResults(served.sent, request));
    case 'give':
      return end({ token: await keepGive(served.sent) });
    case 'keep':
      return end(await keep(served, request));
    case 'check':
      return end({ findings: await check(served.sent, request.text) });
    case 'about':
      return end(await about(served.sent.context));
  }
}

/** As `pane plan --json` prints it. What was approved is known where the file was written. */
async function planFor(sent: SentProject, { text, tasks, fresh, yes, starts }: PlanRequest): Promise<object> {
  const result = await planOf(await openWith(sent, text, starts), { tasks, fresh, yes });
  const notices = result.plan.notices.filter(({ kind }) => kind !== 'untrusted');
  return planDocument({ ...result, plan: { ...result.plan, notices } });
}

/** It need not have been sent: whoever sets a host up looks first. */
async function check(sent: SentProject, text: string): Promise<readonly Finding[]> {
  const { doctorOfSent } = await import('../../doctor/doctor.ts');
  return await doctorOfSent(sent.context, () => openWith(sent, text));
}

function assertCommand({ isCommand }: Served, name: string): void {
  if (isCommand(name)) return;
  throw new PaneError('usage', `this pane has no command ${JSON.stringify(name)}`, {
    hint: 'Update pane on the host.',
  });
}

async function run(served: Served, request: RunRequest): Promise<void> {
  assertCommand(served, request.command);
  const { sent, answer } = served;
  if (request.command === 'rename') assertOwnList(sent);
  const { id, changes } = request;
  if (!changes) {
    const code = await runNow(served, request, (where, piece) =>
      answer({ id, [where]: Buffer.from(piece).toString('base64') }),
    );
    // Cut off here, it has no outcome.
    return served.gone.aborted ? undefined : answer({ id, end: code });
  }
  const requests = {
    common: sent.repository.common,
    directory: join(sent.directory, 'requests'),
    pid: sent.context.pid,
    signal: sent.context.signal,
  };
  const { out, err, end } = await once(requests, id, () => collected(served, request));
  answer({ id, out });
  answer({ id, err });
  answer({ id, end });
}

async function collected(served: Served, request: RunRequest): Promise<Result> {
  const pieces = { out: [] as Uint8Array[], err: [] as Uint8Array[] };
  const sizes = { out: 0, err: 0 };
  const keep = (where: 'out' | 'err', piece: Uint8Array): void => {
    sizes[where] += piece.length;
    if (sizes[where] <= MOST_PRINTED) pieces[where].push(piece);
  };
  const told = readTold(
    (json) => served.answer({ id: request.id, event: asJson(json) }),
    (piece) => keep('err', piece),
  );
  const end = await runNow(served, request, (where, piece) => {
    if (where === 'err' && request.events === true) told.take(piece);
    else keep(where, piece);
  });
  told.end();
  if (Math.max(sizes.out, sizes.err) > MOST_PRINTED) pieces.err.push(Buffer.from(CUT_OFF));
  const text = (where: 'out' | 'err'): string => Buffer.concat(pieces[where]).toString('base64');
  return { out: text('out'), err: text('err'), end };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // cut off with its process
  }
}

/** @returns its exit code; null: a signal ended it */
async function runNow(
  { sent, gone }: Served,
  { command, words, stdin, changes, events: tells = false }: RunRequest,
  onPrinted: (where: 'out' | 'err', piece: Uint8Array) => void,
): Promise<number | null> {
  const { context, files, cwd } = sent;
  const file = realPathIfThere(files.project) === null ? null : files.project;
  if (file === null) throw nothingSent(command);
  const call = { command, words, file, cwd, stdin: Buffer.from(stdin, 'base64'), tells };
  const started = startCommand(context, call, onPrinted);
  const stop = changes ? context.signal : AbortSignal.any([context.signal, gone]);
  if (stop.aborted) started.end();
  stop.addEventListener('abort', started.end, { once: true });
  try {
    return await started.code;
  } finally {
    stop.removeEventListener('abort', started.end);
  }
}

function nothingSent(command: string): PaneError {
  return new PaneError('failed', `no tasks were sent here yet, so there is nothing for \`pane ${command}\``, {
    hint: '`pane up` sends them.',
  });
}

async function keep(served: Served, { command, words }: KeepRequest): Promise<{ readonly token: string }> {
  assertCommand(served, command);
  const { context, files, cwd } = served.sent;
  return { token: await keepCall(context.env, { command, words, file: files.project, cwd }) };
}

async function about({ env, signal, program }: FollowedContext): Promise<About> {
  const runner = createRunner(env, signal);
  const version = async (file: string, option: string): Promise<string | null> =>
    await runner
      .run({
        file,
        argv: [option],
        reads: true,
        parse: ({ stdout }) => stdout.trim().split(' ').at(-1) ?? null,
      })
      .catch(() => null);
  const [node, git, tmux, { digest: build }] = await Promise.all([
    version(program.node, '--version'),
    version('git', '--version'),
    version('tmux', '-V'),
    readOwnProgram(program.script),
  ]);
  return { node, git, tmux, build, load: loadavg()[0] ?? 0, processors: cpus().length };
}
