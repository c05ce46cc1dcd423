/**
 * What the schema found, as sentences for the user. Pure.
 */
import { adviceOnKey, adviceOnValue } from '../keys/advice.ts';
import type { FileKind } from '../keys/project-keys.ts';
import type { SchemaIssue } from '../keys/schema.ts';
import type { TreePath } from './tree.ts';

/** A sentence about a place; `part`: whether the key or its value is wrong. */
export interface Finding {
  readonly path: TreePath;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** The sentences for the issues of one file, whose plain value tells what stands there instead. */
export function findingsOf(kind: FileKind, value: unknown, issues: readonly SchemaIssue[]): Finding[] {
  return issues.flatMap((issue) => findings(kind, value, issue, []));
}

function findings(kind: FileKind, root: unknown, issue: SchemaIssue, above: TreePath): Finding[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      path: [...path, key],
      part: 'key' as const,
      message: `unknown key${adviceOnKey(kind, path, key)}`,
    }));
  }
  const closest = issue.code === 'invalid_union' ? closestBranch(issue) : null;
  if (closest !== null) return closest.flatMap((inner) => findings(kind, root, inner, path));
  const part = issue.code === 'invalid_key' ? 'key' : 'value';
  return [{ path, part, message: sentence(issue, path, valueAt(root, path)) }];
}

/** Of the alternatives of a union, the one that the value comes near to: it fails inside, not as a whole. */
function closestBranch(issue: SchemaIssue): readonly SchemaIssue[] | null {
  const isInside = (inner: SchemaIssue) => inner.path.length > 0 || inner.code === 'unrecognized_keys';
  return issue.errors?.find((branch) => branch.length > 0 && branch.every(isInside)) ?? null;
}

function sentence(issue: SchemaIssue, path: TreePath, value: unknown): string {
  // What zod says where the schema has no sentence of its own.
  if (issue.message !== 'Invalid input') return issue.message;
  if (value === undefined) return 'missing';
  if (issue.code === 'too_small') return 'must not be empty';
  const expected = expectation(issue);
  return value === null
    ? `${expected}, but the value is empty`
    : `${expected}, not ${kindOf(value)}${quoteAdvice(issue, value)}${adviceOnValue(path, value)}`;
}

function expectation(issue: SchemaIssue): string {
  const parts = issue.code === 'invalid_union' ? (issue.errors ?? []).flat() : [issue];
  return `expected ${[...new Set(parts.flatMap(expectedParts))].join(' or ')}`;
}

function expectedParts(issue: SchemaIssue): string[] {
  if (issue.values !== undefined) return issue.values.map(String);
  return [kindNames[issue.expected ?? ''] ?? issue.expected ?? 'something else'];
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'a string',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: 'true or false',
  int: 'a whole number',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value.length <= 30 ? JSON.stringify(value) : 'a string';
  return typeof value === 'object' ? 'a map' : String(value);
}

function quoteAdvice(issue: SchemaIssue, value: unknown): string {
  const isWord = typeof value === 'number' || typeof value === 'boolean';
  return isWord && issue.expected === 'string' ? '; put it in quotes' : '';
}

/** The value at a path of plain values, undefined where there is none. */
export function valueAt(root: unknown, path: TreePath): unknown {
  let value = root;
  for (const step of path) value = childOf(value, step);
  return value;
}

function childOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return Object.entries(value).find(([key]) => key === String(step))?.[1];
}
