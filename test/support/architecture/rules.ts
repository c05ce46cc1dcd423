/**
 * What a module may use, beside the layers: packages, `process`, deletions, escapes from the type checker.
 */
import { roomOf } from './layers.ts';
import type { Import, Module } from './modules.ts';

/** The only rooms that import a package; none beside these may be used. */
const importers: Readonly<Record<string, readonly string[]>> = {
  execa: ['process'],
  commander: ['commands', 'cli.ts'],
  chokidar: ['watcher'],
  yaml: ['config'],
  // What `pane` stored itself is read by `codec.ts`, which is a tenth of it.
  zod: ['config'],
  ignore: ['copy'],
};

export function packageViolations(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ kind, target }) => kind === 'package' && !importers[target]?.includes(roomOf(path) ?? ''))
      .map(({ target }) => `${path} must not import the package ${target}`),
  );
}

/** Names the effects, and loads one when it is carried out: who reads the table loads none. */
export const TABLE = 'src/operations/kinds.ts';

/** Each operation kind is one folder with a pure file and an effect, and stands in the table; nothing else does. */
export function operationViolations(modules: readonly Module[]): string[] {
  const paths = modules.map(({ path }) => path);
  const inFolders = paths.filter((path) => /^src\/operations\/[^/]+\/(operation|effect)\.ts$/.test(path));
  const table = modules.find(({ path }) => path === TABLE)?.imports ?? [];
  const named = table.map(({ target }) => target);
  const kinds = new Set([...inFolders, ...named].flatMap((path) => path.split('/').slice(2, -1)));
  return [...kinds].sort().flatMap((kind) =>
    ['operation.ts', 'effect.ts']
      .map((name) => `src/operations/${kind}/${name}`)
      .flatMap((path) => {
        if (!paths.includes(path)) return [`${path} is missing`];
        return named.filter((each) => each === path).length === 1 ? [] : [`${path} is not once in ${TABLE}`];
      }),
  );
}

const removals = /^(rm|rmdir|unlink|rename)(Sync)?$/;

function hidesRemovals({ target, names }: Import): boolean {
  // A name for the whole module would hide which functions are used.
  return /^node:fs(\/promises)?$/.test(target) && names.some((name) => /^(\*|default|promises)$/.test(name));
}

/** Ends our own children for the runner, which the gate stands above. */
const OWN_CHILDREN = 'src/process/own-group.ts';

/** Everything that takes something away goes through `src/gate/`. */
export function removalViolations(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => roomOf(path) !== 'gate')
    .flatMap(({ path, imports, members }) => {
      const ofFiles = imports.filter(({ target, isType }) => target.startsWith('node:fs') && !isType);
      const removing = ofFiles.flatMap(({ names }) => names.filter((name) => removals.test(name)));
      const hidden = ofFiles.filter(hidesRemovals).map(({ target }) => `all of ${target}`);
      const kills = path === OWN_CHILDREN ? [] : members.filter(({ property }) => property === 'kill');
      const killing = kills.map(() => 'kill');
      return [...removing, ...hidden, ...killing].map((name) => `${path} must not use ${name}`);
    });
}

/** `process` and `console` are read and written by `src/cli.ts` and `src/start.ts` only; `process.kill` is a removal. */
export function surroundingsViolations(modules: readonly Module[]): string[] {
  const names = ['process', 'console'];
  return modules
    .filter(({ path }) => !['src/cli.ts', 'src/start.ts'].includes(path))
    .flatMap(({ path, imports, members }) => {
      const imported = imports.filter(({ target }) => /^node:(process|console)$/.test(target));
      const used = members.filter(
        ({ object, property }) =>
          (names.includes(object) && property !== 'kill') ||
          (object === 'globalThis' && names.includes(property)),
      );
      return [...imported.map(({ target }) => target), ...used.map(({ object }) => object)].map(
        (name) => `${path} must not use ${name}`,
      );
    });
}

export function evasionViolations(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, evasions }) => evasions.map((evasion) => `${path}: ${evasion}`));
}

/** Files so long that they ask to be split by stage. */
export function sizeViolations(modules: readonly Module[]): string[] {
  return modules.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines} lines`);
}
