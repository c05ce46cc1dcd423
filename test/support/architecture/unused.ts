/**
 * Exports that nobody needs: dead code, or what is nobody else's business.
 */
import type { Import, Module } from './modules.ts';

/** The events' documentation is compared with it. */
const forTests = ['src/events/event.ts exports eventKinds'];

/** What is imported of each module; `*` where that can't be told. */
type Used = ReadonlyMap<string, ReadonlySet<string>>;

function usedOf(imports: readonly Import[]): Used {
  const used = new Map<string, Set<string>>();
  for (const { target, names } of imports) {
    const all = used.get(target) ?? new Set();
    for (const name of names) all.add(name);
    used.set(target, all);
  }
  return used;
}

/** A module that is imported as a whole is used by what its importer names. */
function usedByProgram(program: readonly Module[]): Used {
  return usedOf(
    program.flatMap(({ imports, identifiers }) =>
      imports.map((each) =>
        each.names.includes('*') ? { ...each, names: [...each.names, ...identifiers.keys()] } : each,
      ),
    ),
  );
}

/**
 * Exports of the program that no module of it imports. A type may be exported for an exported function that it
 * describes, and anything for a test, but only where its own module uses it too.
 */
export function unusedExports(program: readonly Module[], tests: readonly Import[]): string[] {
  const used = usedByProgram(program);
  const tested = usedOf(tests);
  return program.flatMap(({ path, exports, identifiers }) =>
    exports
      .filter(({ name, isType }) => {
        const isUsedWithin = (identifiers.get(name) ?? 0) > 1;
        if (isUsedWithin && (isType || tested.get(path)?.has(name))) return false;
        return !used.get(path)?.has(name);
      })
      .map(({ name }) => `${path} exports ${name}`)
      .filter((text) => !forTests.includes(text)),
  );
}
