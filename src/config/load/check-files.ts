/**
 * The texts of a project's files, parsed, checked and merged. Loaded only where nothing is kept of them: `yaml` and
 * `zod`, which it needs, take as long to load and run as Node to start. Pure.
 */
import type { ConfigFiles } from '../config.ts';
import type { Fault } from '../keys/fault.ts';
import { mergeFiles } from '../keys/merge.ts';
import type { FileData, FileKind } from '../keys/project-keys.ts';
import type { Problem } from './problem.ts';
import type { TextResult } from './read.ts';
import type { FileTexts, Said } from './said.ts';
import { checkSource, type Source } from './source.ts';
import { locator } from './sources.ts';

export interface CheckedFiles {
  /** As far as it can be used. */
  readonly said: Said;
  /** All that is wrong, with what was found in the data afterwards. */
  readonly problemsOf: (faults: readonly Fault[]) => Problem[];
}

export function checkFiles(files: ConfigFiles, read: FileTexts): CheckedFiles {
  const [user, project, local] = [
    check('user', files.user, read.user),
    check('project', files.project, read.project),
    check('local', files.local, read.local),
  ];
  const data = [user, project, local].reduce<FileData>(
    (merged, { source }) => mergeFiles(merged, source.data),
    {},
  );
  // Which of the files says something: the one whose word counts.
  const places = locator([local.source, project.source, user.source]);
  const found = [project, local, user].flatMap(({ problems }) => problems);
  return {
    said: { data, positions: (data.tasks ?? []).map(({ name }) => places.positionOf(name)) },
    problemsOf: (faults) => [...found, ...places.problemsOf(faults, found)],
  };
}

interface CheckedFile {
  readonly source: Source;
  readonly problems: readonly Problem[];
}

function check(kind: FileKind, file: string | null, result: TextResult): CheckedFile {
  const text = result.kind === 'text' ? result.text : null;
  const source = checkSource(kind, file ?? '', text ?? '');
  const fault =
    result.kind === 'unreadable' ? result.message : kind === 'project' ? absence(source.tree, text) : null;
  const whole: Problem[] =
    fault === null ? [] : [{ file: file ?? '', place: null, path: [], task: null, message: fault }];
  return { source, problems: [...whole, ...source.problems] };
}

/** A project's file that lost its content must not pass for one without tasks. */
function absence(tree: unknown, text: string | null): string | null {
  if (text === null) return 'no such file';
  return tree === null && /^\s*(#.*\s*)*$/.test(text)
    ? 'is empty; write `tasks: []` if there are no tasks'
    : null;
}
