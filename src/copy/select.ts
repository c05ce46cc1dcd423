/**
 * Which entries of the main worktree a task gets: its patterns held against the survey. Reads only.
 */
import { join } from 'node:path';
import { isWithin } from '../paths.ts';
import { type Entry, holdsRepository, kindOf, listDirectory, lstatIfThere } from './entry.ts';
import { PRIVATE } from './path-below.ts';
import { createMatcher, type Matcher } from './patterns.ts';
import type { Survey } from './survey.ts';
import { walkAnchored } from './walk.ts';

export interface Patterns {
  readonly copy: readonly string[];
  readonly link: readonly string[];
  /** What `.worktreeinclude` adds to `copy`: its negations take away from its own patterns only. */
  readonly include: readonly string[];
  /** Of `send_files`, whose negations are its own likewise. */
  readonly send: readonly string[];
}

export interface Selection {
  readonly copy: readonly Entry[];
  readonly link: readonly Entry[];
  /** What was matched and is not brought, and why; each is a sentence. */
  readonly warnings: readonly string[];
}

interface Picked {
  readonly entries: readonly Entry[];
  readonly warnings: readonly string[];
}

function isPrivate(path: string): boolean {
  return path.split('/').some((segment) => PRIVATE.includes(segment));
}

async function matchedPaths(root: string, survey: Survey, matcher: Matcher): Promise<string[]> {
  const found: string[] = [];
  for (const path of survey.ignored) {
    if (matcher.matches(path)) found.push(path);
    else if (path.endsWith('/')) {
      const deeper = await walkAnchored(root, path.slice(0, -1), matcher.anchored);
      found.push(...deeper.filter((candidate) => matcher.matches(candidate)));
    }
  }
  found.push(...survey.untracked.filter((path) => matcher.matches(path)));
  return found.map((path) => path.replace(/\/$/, ''));
}

/** The entry at a path; around a worktree that lies in it, the rest of the directory. */
async function resolvePath(root: string, path: string, avoid: readonly string[]): Promise<Picked> {
  if (isPrivate(path) || avoid.some((avoided) => isWithin(path, avoided)))
    return { entries: [], warnings: [] };
  const stats = await lstatIfThere(join(root, path));
  if (stats === null) {
    // git's answer is read as UTF-8: other bytes come as U+FFFD, and that name is not there.
    const unreadable = path.includes('\uFFFD');
    return {
      entries: [],
      warnings: unreadable ? [`\`${path}\` was skipped: its name is not UTF-8`] : [],
    };
  }
  const kind = kindOf(stats);
  if (kind === null) return { entries: [], warnings: [`\`${path}\` was skipped: it is not a regular file`] };
  if (kind === 'directory' && (await holdsRepository(root, path))) {
    return { entries: [], warnings: [`\`${path}\` was skipped: it is a separate repository`] };
  }
  if (kind !== 'directory' || !avoid.some((avoided) => isWithin(avoided, path))) {
    return { entries: [{ path, kind }], warnings: [] };
  }
  const names = (await listDirectory(root, path)).map((entry) => entry.name);
  return merge(
    await Promise.all(names.map(async (name) => await resolvePath(root, `${path}/${name}`, avoid))),
  );
}

function merge(parts: readonly Picked[]): Picked {
  return {
    entries: parts.flatMap((part) => part.entries),
    warnings: parts.flatMap((part) => part.warnings),
  };
}

/** Sorted, each once, without what comes along in a selected directory anyway. */
function outermost(entries: readonly Entry[]): Entry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const covered = (path: string): boolean => {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (byPath.get(path.slice(0, slash))?.kind === 'directory') return true;
    }
    return false;
  };
  return [...byPath.values()]
    .filter((entry) => !covered(entry.path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function pick(survey: Survey, patterns: readonly string[]): Promise<Picked> {
  if (survey.root === null || patterns.length === 0) return { entries: [], warnings: [] };
  const { root, avoid } = survey;
  const matcher = createMatcher(patterns);
  const paths = [...new Set(await matchedPaths(root, survey, matcher))];
  const parts = await Promise.all(paths.map(async (path) => await resolvePath(root, path, avoid)));
  const { entries, warnings } = merge(parts);
  return { entries, warnings: [...matcher.warnings, ...warnings] };
}

/** What one task gets. What both `copy` and `link` name is linked: the defaults are all in `copy`. */
export async function selectFiles(survey: Survey, patterns: Patterns): Promise<Selection> {
  const [copy, include, send, link] = await Promise.all([
    pick(survey, patterns.copy),
    pick(survey, patterns.include),
    pick(survey, patterns.send),
    pick(survey, patterns.link),
  ]);
  const links = outermost(link.entries);
  const linked = new Set(links.map((entry) => entry.path));
  const copies = outermost([...copy.entries, ...include.entries, ...send.entries]);
  return {
    copy: copies.filter((entry) => !linked.has(entry.path)),
    link: links,
    warnings: [...new Set([copy, include, send, link].flatMap(({ warnings }) => warnings))],
  };
}
