/**
 * The archives of a host.
 */
import * as c from '../../codec.ts';
import type { Asked } from '../../hosts/protocol.ts';
import type { ArchivedStatus } from '../../snapshot/status.ts';
import type { Reached } from './reach.ts';
import { listed, reportOf } from './report.ts';

const archived = c.object({
  task: c.text,
  id: c.text,
  branch: c.nullable(c.text),
  archivedAt: c.text,
  path: c.text,
});

/** Of a document that has `archived`. */
export function archivedIn(document: Readonly<Record<string, unknown>>, host: string): ArchivedStatus[] {
  return listed(document.archived, archived).map((one) => ({ ...one, host }));
}

/** Newest first, as there. */
export async function archivesThere({ name, host }: Reached): Promise<ArchivedStatus[]> {
  const { opened } = await host.greet();
  if (!opened.hasList) return [];
  const asked: Asked = { do: 'run', command: 'restore', words: ['--json'], stdin: '', changes: false };
  return archivedIn(reportOf(name, await host.ask(asked)).document, name);
}
