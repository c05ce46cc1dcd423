/**
 * Makes what `apply` needs from a project.
 */
import { isSentFile } from '../../config/load/sent-file.ts';
import { selectFiles } from '../../copy/select.ts';
import { type Survey, surveyFiles } from '../../copy/survey.ts';
import type { PaneEvent } from '../../events/event.ts';
import { apply } from '../../operations/apply.ts';
import type { ApplyContext } from '../../operations/apply-context.ts';
import type { Operation } from '../../operations/kinds.ts';
import type { Outcome, Result } from '../../operations/outcome.ts';
import { finishing } from '../../process/command.ts';
import type { ProjectFacts } from '../../trust/values.ts';
import type { Project } from '../project.ts';
import { tell, tellEnd } from './tell.ts';
import { tellWait } from './tell-wait.ts';

function surveyOnce(project: Project): () => Promise<Survey> {
  let survey: Promise<Survey> | null = null;
  const { repository, config } = project.scope;
  const runner = finishing(project.scope.runner);
  const linked = project.worktrees.slice(1).map(({ path }) => path);
  return () => {
    survey ??= surveyFiles(runner, { root: repository.main, worktrees: [config.worktrees, ...linked] });
    return survey;
  };
}

/** `facts`: the patterns of `.worktreeinclude` as they were approved. */
export function selector(project: Project, facts: ProjectFacts): ApplyContext['select'] {
  const survey = surveyOnce(project);
  const known = new Map<string, ReturnType<ApplyContext['select']>>();
  const { repository, config } = project.scope;
  // In a file that was sent, those of the machine that sent it.
  const isSent = isSentFile(repository, config.files.project);
  return async ({ copy, link, sendFiles }) => {
    const send = isSent ? [] : sendFiles;
    const key = JSON.stringify([copy, link, send]);
    const { include } = facts;
    const selection = known.get(key) ?? selectFiles(await survey(), { copy, link, include, send });
    known.set(key, selection);
    return await selection;
  };
}

/** Runs what it is given one after the other, in the order in which it was asked. */
function createTurns(): ApplyContext['inTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return await mine;
  };
}

export interface Applying {
  readonly project: Project;
  readonly socket: string;
  readonly facts: ProjectFacts;
  /** How many operations the same command carries out afterwards, as far as it knows; none by default. */
  readonly further?: number;
}

export function applyContextOf({
  project,
  socket,
  facts,
}: Pick<Applying, 'project' | 'socket' | 'facts'>): ApplyContext {
  const { context, scope } = project;
  return {
    scope: { ...scope, runner: finishing(scope.runner) },
    socket,
    signal: context.signal,
    pid: context.pid,
    program: context.program,
    select: selector(project, facts),
    inTurn: createTurns(),
    queueNow: async (barred) => {
      const { queueNow } = await import('../queue-now.ts');
      return await queueNow(project, new Set(barred));
    },
    writeFiles: async (changes) => {
      if (changes.length === 0) return [];
      const { writeOwnEdit } = await import('../edit/own-edit.ts');
      return (await writeOwnEdit(project, changes)).map(({ message }) => message);
    },
    onWait: (what, holder, path) => tellWait(context, what, holder, path),
  };
}

interface Count {
  readonly finished: number;
  readonly total: number;
}

/** `outcome`: null when it begins. */
function eventOf({ kind, task, cause }: Operation, outcome: Outcome | null, count: Count): PaneEvent {
  const about = { operation: kind, task, cause, ...count };
  if (outcome === null) return { kind: 'operation-begun', ...about };
  return {
    kind: 'operation-ended',
    ...about,
    outcome: outcome.outcome,
    reason: outcome.outcome === 'skipped' ? outcome.reason : null,
    error: outcome.outcome === 'done' ? null : outcome.error,
    warnings: outcome.outcome === 'done' ? [...outcome.warnings] : [],
  };
}

/** Carries the operations out, and tells when each begins and ends. */
export async function applyOperations(
  applying: Applying,
  operations: readonly Operation[],
): Promise<Result[]> {
  const total = operations.length + (applying.further ?? 0);
  let finished = 0;
  const results = await apply(applyContextOf(applying), operations, (operation, outcome) => {
    if (outcome !== null) finished += 1;
    tell(applying.project, [eventOf(operation, outcome, { finished, total })]);
  });
  tellEnd(applying.project);
  return results;
}
