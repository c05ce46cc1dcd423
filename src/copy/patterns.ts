/**
 * The patterns of `copy`, `link` and `.worktreeinclude`, as gitignore(5) has them. Pure: decides about
 * paths, looks at no file.
 */
import ignore from 'ignore';

export interface Matcher {
  /** For a path relative to the root; a directory's ends with `/`. */
  readonly matches: (path: string) => boolean;
  /** The positive patterns that are bound to the root by a slash inside, in segments: `['.claude', 'x.json']`. */
  readonly anchored: readonly (readonly string[])[];
  /** Patterns that can't match, each as a sentence. */
  readonly warnings: readonly string[];
}

function create(patterns: readonly string[]): (path: string) => boolean {
  const rules = ignore({ ignorecase: false }).add(patterns.map((pattern) => ({ pattern })));
  return (path) => rules.ignores(path);
}

function segmentsOf(pattern: string): string[] {
  return pattern.replace(/^!/, '').replace(/^\//, '').replace(/\/$/, '').split('/');
}

function isAnchored(pattern: string): boolean {
  return !/^[!#]/.test(pattern) && !pattern.startsWith('**/') && segmentsOf(pattern).length > 1;
}

function complaint(pattern: string): string | null {
  const segments = segmentsOf(pattern);
  if (segments.includes('..')) {
    return `the pattern \`${pattern}\` leads out of the repository, so it matches nothing`;
  }
  if (segments.includes('.')) {
    return `the pattern \`${pattern}\` matches nothing: write patterns without \`./\``;
  }
  return null;
}

/** Later patterns win, `!` takes out again, as in a `.gitignore` at the root. */
export function createMatcher(patterns: readonly string[]): Matcher {
  const warnings = patterns.flatMap((pattern) => complaint(pattern) ?? []);
  const usable = patterns.filter((pattern) => complaint(pattern) === null);
  return {
    matches: create(usable),
    anchored: usable.filter(isAnchored).map(segmentsOf),
    warnings,
  };
}

/** Whether one segment of a pattern matches one name. */
export function matchesName(segment: string, name: string): boolean {
  return isLiteral(segment) ? segment === name : create([`/${segment}`])(name);
}

/** A segment that stands for exactly one name. */
export function isLiteral(segment: string): boolean {
  return !/[*?[\\]/.test(segment);
}

/** What is left of a pattern below a directory: none if it does not lead there, several because of `**`. */
export function patternBelow(
  directory: readonly string[],
  pattern: readonly string[],
): readonly (readonly string[])[] {
  const [name, ...deeper] = directory;
  const [segment, ...rest] = pattern;
  if (segment === undefined) return [];
  if (name === undefined) return [pattern];
  if (segment === '**') return [...patternBelow(directory, rest), ...patternBelow(deeper, pattern)];
  return matchesName(segment, name) ? patternBelow(deeper, rest) : [];
}
