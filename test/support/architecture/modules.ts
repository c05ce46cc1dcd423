/**
 * The modules of `src/` as the architecture rules see them: what each imports, calls and writes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

export interface Import {
  /** A path like `src/git/lock.ts`, `node:fs`, or the name of a package. */
  readonly target: string;
  readonly kind: 'module' | 'node' | 'package';
  /** Erased before the program runs. */
  readonly isType: boolean;
  /** Loaded when a function asks for it: `import()`. */
  readonly isLazy: boolean;
  /** The imported names; `*` for the whole module. */
  readonly names: readonly string[];
}

export interface Module {
  /** `src/git/lock.ts` */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Member accesses like `process.env` and `child.kill`; the object is empty where it is no plain name. */
  readonly members: readonly { readonly object: string; readonly property: string }[];
  /** What the type checker or the linter is asked to overlook: `any`, `!`, a comment that silences it. */
  readonly evasions: readonly string[];
}

function importOf(
  from: string,
  specifier: string,
  names: readonly string[],
  isType: boolean,
  isLazy = false,
): Import {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(from), specifier);
    return { target, kind: 'module', isType, isLazy, names };
  }
  if (specifier.startsWith('node:')) return { target: specifier, kind: 'node', isType, isLazy, names };
  const parts = specifier.split('/');
  const target = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return { target, kind: 'package', isType, isLazy, names };
}

/** Reads one module; throws if it can't be parsed. */
export function parseModule(path: string, text: string): Module {
  const { program, module, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const imports: Import[] = [];
  const members: { object: string; property: string }[] = [];
  const evasions = comments
    .filter(({ value }) => /@ts-(ignore|expect-error|nocheck)|biome-ignore/.test(value))
    .map(({ value }) => value.trim());
  for (const { moduleRequest, entries } of module.staticImports) {
    const names = entries.map(({ importName }) => importName.name ?? '*');
    const isType = entries.length > 0 && entries.every((entry) => entry.isType);
    imports.push(importOf(path, moduleRequest.value, names, isType));
  }
  for (const entry of module.staticExports.flatMap(({ entries }) => entries)) {
    if (entry.moduleRequest === null) continue;
    imports.push(importOf(path, entry.moduleRequest.value, [entry.importName.name ?? '*'], entry.isType));
  }
  new Visitor({
    ImportExpression({ source }) {
      const specifier = source.type === 'Literal' ? String(source.value) : '';
      imports.push(importOf(path, specifier, ['*'], false, true));
    },
    TSImportType({ source }) {
      imports.push(importOf(path, String(source.value), ['*'], true));
    },
    MemberExpression({ object, property }) {
      members.push({
        object: object.type === 'Identifier' ? object.name : '',
        property: property.type === 'Identifier' ? property.name : '',
      });
    },
    TSAnyKeyword() {
      evasions.push('any');
    },
    TSNonNullExpression({ start, end }) {
      evasions.push(text.slice(start, end));
    },
  }).visit(program);
  return { path, lines: text.split('\n').length - 1, imports, members, evasions };
}

/** All modules below `<root>/src`. */
export function sourceModules(root: string): Module[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix.join('src', name))
    .sort()
    .map((path) => parseModule(path, readFileSync(join(root, path), 'utf8')));
}
