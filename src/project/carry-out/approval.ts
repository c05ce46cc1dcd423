/**
 * Which operations may be carried out with what the user approved; asks on a terminal. What was judged is
 * what is applied: the configuration in memory, never read again in between.
 */
import { PaneError } from '../../errors.ts';
import type { TaskName } from '../../ids.ts';
import { definitionOf, type Operation } from '../../operations/kinds.ts';
import { type Notice, type Plan, tasksTold } from '../../plan/notice.ts';
import { loadApprovals, saveApprovals } from '../../trust/approvals.ts';
import { approve, formatDifference, isApproved, judge } from '../../trust/approve.ts';
import { loadFacts } from '../../trust/facts.ts';
import { NO_FACTS, notifyValues, type ProjectFacts, riskyValues, type Value } from '../../trust/values.ts';
import { visible } from '../../trust/visible.ts';
import { truncate } from '../../ui/width.ts';
import type { Project } from '../project.ts';

/** Values that a message names, and columns of each; `pane trust` shows all. */
const MOST_SHOWN = 2;
const MOST_SHOWN_COLUMNS = 60;

export interface ApprovedPlan extends Plan {
  readonly facts: ProjectFacts;
}

export interface ApprovalOptions {
  /** `--trust`: approve without asking. */
  readonly trust: boolean;
  /** May ask on the terminal. */
  readonly asks: boolean;
}

function needsApproval({ kind }: Operation): boolean {
  return definitionOf(kind).needsApproval;
}

export interface Approval {
  readonly facts: ProjectFacts;
  readonly approvedTasks: ReadonlySet<TaskName>;
  readonly warning: string | null;
  readonly unapproved: readonly Value[];
}

/** Judges the whole file; with `trust`, or a yes on the terminal, approves it. */
export async function approveProject(project: Project, options: ApprovalOptions): Promise<Approval> {
  const { context, scope } = project;
  const { env } = context;
  const facts = loadFacts(scope.config, scope.repository.main);
  const values = riskyValues(scope.config, facts);
  const { approvals, warning } = loadApprovals(env, scope.projectId);
  const judged = judge(values, approvals);
  if (judged.unapproved.length === 0) return { facts, warning, ...judged };
  const asks = options.asks && context.stdinIsTerminal && context.stderrIsTerminal;
  const agrees = options.trust || (asks && (await askFor(project, formatDifference(values, approvals))));
  if (!agrees) return { facts, warning, ...judged };
  const grown = approve(approvals, values);
  await saveApprovals(env, scope.projectId, grown);
  return { facts, warning: null, ...judge(values, grown) };
}

async function askFor({ context, scope }: Project, difference: string): Promise<boolean> {
  context.stderr(`${scope.config.files.project} runs commands that are not approved yet:\n${difference}`);
  const answer = await context.ask('Approve them? [y/N] ');
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}

/** True where there is none. Until it is approved it does not run. */
export function isNotifierApproved({ context, scope }: Project): boolean {
  const values = notifyValues(scope.config);
  if (values.length === 0) return true;
  const { approvals } = loadApprovals(context.env, scope.projectId);
  return values.every((value) => isApproved({ kind: 'notify', value }, approvals));
}

/** What keeps these tasks from going up, and the way out: the same words for all of them. */
function describeUnapproved(unapproved: readonly Value[], tasks: ReadonlySet<TaskName>): string {
  const own = unapproved.filter(({ task }) => task !== null && tasks.has(task));
  const others = unapproved.filter(({ task, kind }) => task === null && kind !== 'notify');
  const texts = [...own, ...others].map(
    ({ kind, value }) => `${kind} \`${truncate(visible(value), MOST_SHOWN_COLUMNS)}\``,
  );
  const [...known] = new Set(texts);
  const more = known.length - MOST_SHOWN;
  const shown = known.slice(0, MOST_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `not approved yet: ${shown}; \`pane trust\` shows and approves ${known.length === 1 ? 'it' : 'them'}`;
}

/** The plan without what is not approved; the rest goes on, and the exit code says that something waits. */
export async function approvePlan(
  project: Project,
  plan: Plan,
  options: ApprovalOptions,
): Promise<ApprovedPlan> {
  // Mostly there is nothing to do, and to judge a long file takes as long as to plan it.
  const queued = tasksTold(plan.notices, 'queued');
  const isAsked =
    options.trust || queued.length > 0 || plan.operations.some(needsApproval) || !isNotifierApproved(project);
  if (!isAsked) return { ...plan, facts: NO_FACTS };
  const approval = await approveProject(project, options);
  const mayDo = (operation: Operation) =>
    !needsApproval(operation) || approval.approvedTasks.has(operation.task);
  // When it is the turn of those that wait, nobody may be there to approve them.
  const blocked = new Set([
    ...plan.operations.filter((each) => !mayDo(each)).map(({ task }) => task),
    ...queued.filter((task) => !approval.approvedTasks.has(task)),
  ]);
  const message = describeUnapproved(approval.unapproved, blocked);
  const notices = [...blocked].map((task): Notice => ({ kind: 'untrusted', task, message }));
  if (approval.unapproved.some(({ kind }) => kind === 'notify')) {
    notices.push({
      kind: 'untrusted',
      message: '`notify` does not run because it is not approved; `pane trust` shows and approves it',
    });
  }
  const warnings: Notice[] =
    approval.warning === null ? [] : [{ kind: 'warning', message: approval.warning }];
  return {
    operations: plan.operations.filter(mayDo),
    notices: [...plan.notices, ...notices, ...warnings],
    facts: approval.facts,
  };
}

/**
 * The project with its tmux server approved, asked for where it is not yet: before the server is spoken to.
 * @throws {PaneError} `untrusted`
 */
export async function approveSocket(project: Project, options: ApprovalOptions): Promise<Project> {
  const { scope } = project;
  if (scope.socketIsApproved) return project;
  const { unapproved } = await approveProject(project, options);
  if (unapproved.length === 0) return { ...project, scope: { ...scope, socketIsApproved: true } };
  throw new PaneError('untrusted', `the tmux socket ${scope.config.socket} is not approved`, {
    hint: '`pane trust` shows and approves it.',
  });
}

/** For what starts an agent on purpose. @throws {PaneError} `untrusted` */
export async function assertApproved(project: Project, task: TaskName): Promise<ProjectFacts> {
  const approval = await approveProject(project, { trust: false, asks: true });
  if (approval.approvedTasks.has(task)) return approval.facts;
  throw new PaneError('untrusted', `the commands of ${task} are not approved`, {
    hint: '`pane trust` shows and approves them.',
  });
}
