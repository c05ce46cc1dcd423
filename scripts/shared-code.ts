import type { ModuleInfo } from 'rolldown';

/** The files, and the modules that each is named by: it holds what is loaded with all of these. */
const FILES: readonly (readonly [name: string, entries: readonly string[]])[] = [
  ['start', ['cli.ts']],
  ['repository', ['project/repository.ts']],
  ['project', ['project/project.ts']],
  ['plan', ['engine/status/status.ts', 'engine/up/up.ts']],
];

interface Graph {
  readonly getModuleInfo: (id: string) => ModuleInfo | null;
}

/** What is loaded with a module: all that it imports, but for what it asks for while it runs. */
function loadedWith(entry: string, graph: Graph): Set<string> {
  const loaded = new Set<string>();
  const left = [entry];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (loaded.has(id)) continue;
    loaded.add(id);
    left.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  return loaded;
}

/**
 * rolldown's groups of modules that lie in one file each. By itself it makes a file for every set of commands that share
 * a module, and each file costs a quick command a tenth of a millisecond. So what nearly all of them share is in four:
 * - `start`: what every command loads
 * - `repository`: what asks git, before the command's own code is loaded
 * - `project`: what opens a project
 * - `plan`: what else `status` and `up` have in common: what observes, and what plans
 * Nothing that a command asks for while it runs comes into them. A module of several is in the first.
 */
export function sharedCode(root: string) {
  return FILES.map(([name, entries], index) => {
    let held: ReadonlySet<string>[] | null = null;
    return {
      name: (id: string, graph: Graph): string | null => {
        held ??= entries.map((entry) => loadedWith(`${root}/src/${entry}`, graph));
        return held.every((loaded) => loaded.has(id)) ? name : null;
      },
      debugName: name,
      priority: FILES.length - index,
    };
  });
}
