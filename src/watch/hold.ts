/**
 * Why the watcher applies nothing at this moment, as far as the files tell.
 */
import { isSameApplied, loadedHashes } from '../app/applied.ts';
import { forgetHold, keepHold, readKeptHold } from '../app/kept-hold.ts';
import type { Project } from '../app/project.ts';
import type { Applied } from '../app/watcher-codec.ts';
import { readFileOrigin } from '../git/file-origin.ts';
import { type FileChange, holdOfFiles } from './decide.ts';

type FileName = 'project' | 'local';

/** `applied`: the files as they were applied last, null: never. Returns a sentence; null: nothing holds. */
export async function findHold(project: Project, applied: Applied | null): Promise<string | null> {
  const loaded = loadedHashes(project);
  const names = (['project', 'local'] as const).filter((name) => loaded[name] !== (applied?.[name] ?? null));
  if (names.length === 0) {
    await forgetHold(project);
    return null;
  }
  const kept = readKeptHold(project);
  if (kept !== null && isSameApplied(kept.applied, applied)) return kept.reason;
  const hold = holdOfFiles(await Promise.all(names.map((name) => changeOf(project, applied, name))));
  if (hold?.isKept) await keepHold(project, { applied, reason: hold.reason });
  return hold?.reason ?? null;
}

async function changeOf({ scope }: Project, applied: Applied | null, name: FileName): Promise<FileChange> {
  const { files, texts } = scope.config;
  const text = texts[name];
  return {
    path: files[name],
    wasThere: (applied?.[name] ?? null) !== null,
    isThere: text !== null,
    origin: text === null ? null : await readFileOrigin(scope.runner, files[name], text),
  };
}
