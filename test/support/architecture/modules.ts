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
  /** The comment at its very beginning; empty where there is none. */
  readonly head: string;
  readonly imports: readonly Import[];
  /** What it exports, types included. */
  readonly exports: readonly { readonly name: string; readonly isType: boolean }[];
  /** How often each identifier stands in it. */
  readonly identifiers: ReadonlyMap<string, number>;
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

function parsed(path: string, text: string): ReturnType<typeof parseSync> {
  const result = parseSync(path, text);
  if (result.errors[0] !== undefined) throw new Error(`${path}: ${result.errors[0].message}`);
  return result;
}

function staticImports(path: string, { module }: ReturnType<typeof parseSync>): Import[] {
  const imports = module.staticImports.map(({ moduleRequest, entries }) => {
    const names = entries.map(({ importName }) => importName.name ?? '*');
    const isType = entries.length > 0 && entries.every((entry) => entry.isType);
    return importOf(path, moduleRequest.value, names, isType);
  });
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName, isType }) =>
      moduleRequest === null ? [] : [importOf(path, moduleRequest.value, [importName.name ?? '*'], isType)],
    ),
  );
  return [...imports, ...passedOn];
}

/** Reads one module; throws if it can't be parsed. */
export function parseModule(path: string, text: string): Module {
  const result = parsed(path, text);
  const { program, module, comments } = result;
  const imports = staticImports(path, result);
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName: { name }, isType }) => (name === null ? [] : [{ name, isType }])),
  );
  const identifiers = new Map<string, number>();
  const members: { object: string; property: string }[] = [];
  const evasions = comments
    .filter(({ value }) => /@ts-(ignore|expect-error|nocheck)|biome-ignore/.test(value))
    .map(({ value }) => value.trim());
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
    NewExpression({ callee, arguments: given }) {
      // The same question in other words.
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0)
        members.push({ object: 'Date', property: 'now' });
    },
    Identifier({ name }) {
      identifiers.set(name, (identifiers.get(name) ?? 0) + 1);
    },
    TSAnyKeyword() {
      evasions.push('any');
    },
    TSNonNullExpression({ start, end }) {
      evasions.push(text.slice(start, end));
    },
  }).visit(program);
  const lines = text.split('\n').length - 1;
  const [first] = comments;
  const head = first?.start === 0 ? first.value : '';
  return { path, lines, head, imports, exports, identifiers, members, evasions };
}

function textsBelow(root: string, folder: string): (readonly [path: string, text: string])[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix.join(folder, name))
    .sort()
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]);
}

/** All modules below `<root>/src`. */
export function sourceModules(root: string): Module[] {
  return textsBelow(root, 'src').map(([path, text]) => parseModule(path, text));
}

/** What everything below `<root>/test` imports by name, without the time that it takes to parse it all. */
export function testImports(root: string): Import[] {
  return textsBelow(root, 'test').flatMap(([path, text]) => staticImports(path, parsed(path, text)));
}
