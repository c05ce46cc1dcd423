/**
 * The worktrees with a stamp of `pane`'s: which those are, and what is kept beside their stamps.
 */
import { type ClaimFile, parseState } from '../../agents/launcher-files.ts';
import { readInProgress } from '../../git/in-progress.ts';
import { readIfThere } from '../../git/small-file.ts';
import { isTaken } from '../../git/taken.ts';
import {
  type AdminDirectory,
  adminDirectoryOf,
  isLinkedTo,
  type ListedWorktree,
} from '../../git/worktrees.ts';
import { liveness } from '../../process/identity.ts';
import { readAttempts, readTurns } from '../../records/doings.ts';
import { readUnanswered } from '../../records/question.ts';
import type { Stamp } from '../../records/stamp.ts';
import { paneDirectory, readStamp, unreadableStamp } from '../../records/store.ts';
import { readJobFiles } from '../../slurm/job-files.ts';
import type { TmuxServer } from '../../tmux/panes.ts';
import { type Known, known, orNull } from '../known.ts';
import { FOR_OPERATION, NOT_ASKED, type SnapshotRequest } from '../request.ts';
import type { OurWorktree, UnreadableStamp } from '../snapshot.ts';
import { type TaskWindow, windowsOn } from '../windows.ts';
import { heldClaim, readClaimFile, unheldClaim } from './claims.ts';
import { readConversation, readPrompts } from './past-launches.ts';

export interface StampedAdmin extends AdminDirectory {
  readonly stamp: Stamp;
}

/** The admin directories with a stamp of `pane`'s, of any project, each read when it is asked for. */
export function* stampedOf(admins: Iterable<AdminDirectory>): Generator<StampedAdmin> {
  for (const admin of admins) {
    const stamp = readStamp(admin.path);
    if (stamp !== null) yield { ...admin, stamp };
  }
}

/** What every look reads of a worktree. */
export interface FoundWorktree extends OurWorktree {
  readonly claimFile: ClaimFile | null;
}

/** The place where the worktree lies: one whose `.git` names the admin directory in turn. */
function locate({ path, worktree, stamp }: StampedAdmin): string | null {
  const places = new Set([
    worktree,
    ...(stamp.archive === null ? [] : [stamp.archive.to, stamp.archive.from]),
  ]);
  for (const place of places) if (isLinkedTo(place, path)) return place;
  return null;
}

/**
 * In a copied repository the admin directories are copies too, and name the original's worktrees, whose `.git` names
 * the original's.
 */
export function isCopy(admin: StampedAdmin, path: string | null = locate(admin)): boolean {
  return path === null && adminDirectoryOf(admin.worktree) !== null;
}

const WITHOUT_PARTS = {
  prompts: NOT_ASKED,
  unanswered: NOT_ASKED,
  untyped: NOT_ASKED,
  turns: NOT_ASKED,
  attempts: NOT_ASKED,
  checker: NOT_ASKED,
  conversation: NOT_ASKED,
  inProgress: NOT_ASKED,
} as const;

/** Null: not ours. */
function findOne(admin: StampedAdmin, listed: ReadonlyMap<string, ListedWorktree>): FoundWorktree | null {
  const directory = paneDirectory(admin.path);
  const path = locate(admin);
  if (isCopy(admin, path)) return null;
  const state = readIfThere(`${directory}/state`);
  const claimFile = readClaimFile(directory);
  return {
    ...WITHOUT_PARTS,
    admin: admin.path,
    stamp: admin.stamp,
    path,
    unlinked: path === null && isTaken(admin.worktree) ? admin.worktree : null,
    listed: listed.get(admin.worktree) ?? null,
    claimFile,
    claim: claimFile === null ? null : unheldClaim(claimFile),
    launcher: state === null ? null : parseState(state),
    ...(claimFile?.job == null ? {} : readJob(directory)),
  };
}

function readJob(directory: string): Pick<OurWorktree, 'job'> {
  const files = readJobFiles(directory);
  return files === null ? {} : { job: { ...files, listed: NOT_ASKED } };
}

/** Of any project. `isMeant`: looks closely only at these. */
export function findWorktrees(
  admins: readonly AdminDirectory[],
  listed: readonly ListedWorktree[],
  isMeant: (stamp: Stamp) => boolean = () => true,
): FoundWorktree[] {
  const meant = [...stampedOf(admins)].filter(({ stamp }) => isMeant(stamp));
  const byPath = new Map(listed.map((worktree) => [worktree.path, worktree]));
  return meant.flatMap((admin) => findOne(admin, byPath) ?? []);
}

/** A window may be opened for it, or its prompt typed in. `returning`: names of tasks that want a worktree. */
function needsPrompts(
  { stamp, launcher }: OurWorktree,
  window: TaskWindow | null,
  returning: ReadonlySet<string>,
): boolean {
  if (stamp.archive?.step === 'archived') return returning.has(stamp.task);
  const hasEnded = launcher !== null && ['exited', 'failed', 'stopped'].includes(launcher.state);
  return window === null || window.dead || hasEnded || (launcher !== null && launcher.paste !== '');
}

/** `shown`: the window of it that tmux shows. */
function withParts(
  { claimFile, ...found }: FoundWorktree,
  shown: Known<TaskWindow | null>,
  request: SnapshotRequest,
  returning: ReadonlySet<string>,
): OurWorktree {
  const { admin, stamp, launcher, listed, claim } = found;
  const directory = paneDirectory(admin);
  const window = orNull(shown);
  const isHeld = shown.known && window === null;
  const isOpen = request.prompts === 'open' && needsPrompts(found, window, returning);
  const runs = window !== null && !window.dead && launcher?.state === 'running';
  const hasHead = request.inProgress && stamp.archive?.step !== 'archived';
  const detached = hasHead && listed?.branch == null ? readInProgress(admin) : null;
  return {
    ...found,
    claim: isHeld && claimFile !== null ? heldClaim(claimFile, directory) : claim,
    prompts: isOpen || request.prompts === 'all' ? readPrompts(`${directory}/prompts`) : NOT_ASKED,
    unanswered: runs && request.questions ? readUnanswered(directory) : NOT_ASKED,
    untyped: runs && launcher.paste !== '' ? readUntyped(directory) : NOT_ASKED,
    ...(request.turns ? readDoings(directory) : {}),
    conversation: request.conversation ? readConversation(directory) : NOT_ASKED,
    inProgress: hasHead ? detached : NOT_ASKED,
  };
}

/** Mostly neither file is there. */
function readDoings(directory: string): Pick<OurWorktree, 'turns' | 'attempts' | 'checker'> {
  const attempts = readAttempts(directory);
  const checking = attempts?.checking ?? null;
  const checker = checking === null ? null : liveness(checking.process);
  return { turns: readTurns(directory), attempts, checker };
}

function readUntyped(directory: string): { readonly reason: string } | null {
  const reason = readIfThere(`${directory}/untyped`)?.trim() ?? '';
  return reason === '' ? null : { reason };
}

/**
 * With the parts that are requested. `tmux`: the server; null: none runs. `returning`: the tasks that want
 * a worktree, which may be one from the archive.
 */
export function observeFound(
  found: readonly FoundWorktree[],
  tmux: Known<TmuxServer | null>,
  request: SnapshotRequest,
  returning: ReadonlySet<string> = new Set(),
): OurWorktree[] {
  const windowOf = windowsOn(orNull(tmux));
  return found.map((one) => withParts(one, tmux.known ? known(windowOf(one)) : tmux, request, returning));
}

/** Their windows are looked for later. */
const NO_SERVER = known(null);

/** Those of our worktrees that are meant, as an operation looks at them under its lock. */
export function observeForOperation(
  admins: readonly AdminDirectory[],
  listed: readonly ListedWorktree[],
  isMeant: (stamp: Stamp) => boolean,
): OurWorktree[] {
  return observeFound(findWorktrees(admins, listed, isMeant), NO_SERVER, FOR_OPERATION);
}

/** The worktrees whose stamp is there and can't be read. */
export function observeUnreadable(admins: readonly AdminDirectory[]): UnreadableStamp[] {
  return admins.flatMap(({ path, worktree }) => {
    const found = unreadableStamp(path);
    if (found === null) return [];
    const claim = readClaimFile(paneDirectory(path));
    return [{ ...found, worktree, claim: claim === null ? null : unheldClaim(claim) }];
  });
}
