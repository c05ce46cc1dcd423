/**
 * A file's value held against the schema: what is wrong, and what can be used all the same. Pure.
 */

import type { FileData, FileKind } from '../keys/project-keys.ts';
import { checkSchema } from '../keys/schema.ts';
import { type Finding, findingsOf, valueAt } from './issues.ts';
import type { TreePath } from './tree.ts';

export interface CheckedData {
  readonly data: FileData;
  readonly findings: readonly Finding[];
}

/** What is left without one mistake may lack a required key: then that goes too. */
const mostRounds = 10;

/** `findings`: what is wrong with the value; `data`: the rest of it. */
export function checkWithSchema(kind: FileKind, value: unknown): CheckedData {
  let rest = value;
  let first: readonly Finding[] | null = null;
  for (let round = 0; round < mostRounds; round++) {
    const checked = checkSchema(kind, rest);
    if (checked.ok) return { data: checked.data, findings: first ?? [] };
    const findings = findingsOf(kind, rest, checked.issues);
    first ??= findings;
    rest = without(rest, findings);
  }
  return { data: {}, findings: first ?? [] };
}

const hole = Symbol('what was wrong');

/** The value without what is wrong in it: a key, or an item of a list. */
function without(value: unknown, findings: readonly Finding[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const { path } of findings) drop(copy, path);
  return withoutHoles(copy);
}

function drop(root: unknown, path: TreePath): void {
  const last = path.at(-1);
  if (last === undefined) return;
  const above = path.slice(0, -1);
  const parent = valueAt(root, above);
  if (parent === undefined || parent === hole) return;
  // What lacks a key that it needs can't be used itself. An item leaves a hole, so that indices stay right.
  if (valueAt(root, path) === undefined) drop(root, above);
  else if (Array.isArray(parent)) parent[Number(last)] = hole;
  else if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, last);
}

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== hole).map(withoutHoles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutHoles(child)]));
}
