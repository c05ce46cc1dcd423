/**
 * Circles in a directed graph.
 */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** The nodes of one circle, the first again at the end; null where there is none. */
export function cycleIn(graph: Graph): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  function from(node: string): string[] | null {
    const start = path.indexOf(node);
    if (start !== -1) return [...path.slice(start), node];
    if (done.has(node)) return null;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = from(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(node);
    return null;
  }
  for (const node of graph.keys()) {
    const cycle = from(node);
    if (cycle !== null) return cycle;
  }
  return null;
}
