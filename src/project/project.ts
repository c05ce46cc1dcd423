/**
 * Finds a project and loads what it asks for: the beginning of every use-case.
 */
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Config, ConfigFiles, ConfigTexts } from '../config/config.ts';
import { type DesiredTask, desire } from '../config/desired.ts';
import type { ProjectFacts } from '../config/keys/resolve.ts';
import { discoverFiles } from '../config/load/discover.ts';
import { loadConfig } from '../config/load/load.ts';
import { withRealPlaces } from '../config/load/real-places.ts';
import { isSentFile } from '../config/load/sent-file.ts';
import type { Context } from '../context.ts';
import { HAS_HOSTS, type PaneError } from '../errors.ts';
import { type Repository, repositoryRootOf } from '../git/repository.ts';
import type { ListedWorktree } from '../git/worktrees.ts';
import { sha256 } from '../hash.ts';
import { type ProjectId, parseTaskName, type TaskName } from '../ids.ts';
import { lazy } from '../lazy.ts';
import type { Left } from '../plan/policy.ts';
import { createRunner } from '../process/runner.ts';
import { projectIdOf } from '../records/project-id.ts';
import { withoutUnread } from '../records/report-place.ts';
import { readSentStarts } from '../records/sent-starts.ts';
import { configNameOf, type Scope } from '../snapshot/read/observe.ts';
import { loadApprovals } from '../trust/approvals.ts';
import { isApproved } from '../trust/approve.ts';
import type { FollowedContext } from './carry-out/tell.ts';
import { type HostRecord, tryHostRecord } from './hosts/host-record.ts';
import { namesHere } from './hosts/names-here.ts';
import { leftOf, type Staying, withoutDoubtful, withRecorded } from './hosts/with-recorded.ts';
import { withStarts } from './hosts/with-starts.ts';
import { recordsOf } from './recorded-projects.ts';
import { repositoryOf } from './repository.ts';
import type { ProjectOptions } from './types.ts';
import { unknownTask } from './unknown-task.ts';

export interface Project {
  readonly context: FollowedContext;
  readonly scope: Scope;
  readonly desired: readonly DesiredTask[];
  /** As listed while the repository was looked for. */
  readonly worktrees: readonly ListedWorktree[];
  /** Why the files, as they are now, can't be used, and it is as they were applied last; null: they can. */
  readonly fault: string | null;
  /** The tasks that hosts were sent, and how many of them are no longer in the file. */
  readonly leftOnHosts: Left;
}

function userOf(context: Context): string {
  if (context.env.USER) return context.env.USER;
  try {
    return userInfo().username;
  } catch {
    return 'user'; // a container's user without an entry in passwd(5)
  }
}

/** The folder that gives a project its default name: of a bare repository that lies alone, its own, without `.git` and without a dot that hides it. */
function rootOf(repository: Repository): string {
  const { common } = repository;
  const own = basename(common)
    .replace(/(?<=.)\.git$/, '')
    .replace(/^\.+(?=.)/, '');
  return repositoryRootOf(repository) ?? join(dirname(common), own);
}

function isSocketApproved({ env }: Context, projectId: ProjectId, { socket }: Config): boolean {
  if (socket === null) return true;
  return isApproved({ kind: 'socket', value: socket }, loadApprovals(env, projectId).approvals);
}

/** @throws {PaneError} `usage` without repository or file, `config` for what is wrong in it. @throws {HasHosts} */
export async function openProject(context: FollowedContext, { file }: ProjectOptions): Promise<Project> {
  return await openProjectIn(await repositoryOf(context), context, file);
}

/** Of the repository and the user, for what the files leave open. */
function factsOf(repository: Repository, context: Context, file: string): ProjectFacts {
  const main = rootOf(repository);
  return { main, user: userOf(context), base: isSentFile(repository, file) ? main : null };
}

/** Where paths of the file lead from, and the root of the repository, from which those lead that hosts get. */
export function placesOf({ context, scope }: Project): { readonly folder: string; readonly main: string } {
  const file = scope.config.files.project;
  const { main, base } = factsOf(scope.repository, context, file);
  return { main, folder: base ?? dirname(file) };
}

/** What a repository was found to be. */
export type Found = Pick<Project, 'worktrees'> & { readonly repository: Repository };

/** What the files hold instead of what is in them, and why. */
export interface InsteadOfFiles {
  readonly files: ConfigFiles;
  readonly texts: ConfigTexts;
  /** Null: nothing is wrong with the files, they are only to come. */
  readonly fault: string | null;
}

/** The project of that file in a repository that is known. @throws {PaneError} as `openProject` */
export async function openProjectIn(
  { repository, worktrees }: Found,
  context: FollowedContext,
  file: string | undefined,
  instead: InsteadOfFiles | null = null,
): Promise<Project> {
  const runner = createRunner(context.env, context.signal);
  const { cwd, env } = context;
  const files =
    instead?.files ?? (await discoverFiles({ cwd, env, file, repository, records: recordsOf(repository) }));
  const facts = factsOf(repository, context, files.project);
  const texts = instead?.texts ?? null;
  const loaded = asSent(
    repository,
    withRealPlaces(await loadConfig(files, { facts, cache: context.cache, texts })),
  );
  const projectId = projectIdOf(repository, loaded.files.project);
  const { record, fault: noteFault } = tryHostRecord({ scope: { repository, projectId } });
  const configName = configNameOf(repository, loaded.files.project);
  const recorded = withRecorded(loaded, record);
  const { staying } = recorded;
  const here = noteFault === null ? null : namesHere({ scope: { repository, projectId, configName } });
  const { config, held } = withoutDoubtful(recorded.config, here);
  const scope = { runner, env, repository, projectId, configName };
  const leftOnHosts = leftOf(config, record);
  const fault = instead?.fault ?? null;
  const project = assemble({ context, scope, worktrees, fault, leftOnHosts }, config);
  // One that has no task by now has archives perhaps.
  const hasHosts = Object.keys({ ...config.hosts, ...record }).length > 0 || noteFault !== null;
  if (hasHosts && context.onlyHere !== true)
    throw new HasHosts({ project, record, staying, noteFault, held });
  return project;
}

/** A file that another machine sent, with where its tasks start. */
function asSent(repository: Repository, config: Config): Config {
  const { project: file } = config.files;
  return isSentFile(repository, file) ? withStarts(config, readSentStarts(file)) : config;
}

/** What of a project is on hosts. */
export interface OnHosts {
  /** Its tasks of this machine, and the parts of the hosts. */
  readonly project: Project;
  readonly record: HostRecord;
  readonly staying: readonly Staying[];
  /** Why nobody knows what hosts have: none of them is asked for anything. Null: it is known. */
  readonly noteFault: PaneError | null;
  /** Tasks of this machine that may be on a host then, so that they are not made here. */
  readonly held: readonly string[];
}

/**
 * The project has hosts, and the run was not told that they are seen to: thrown before anything is done, for
 * whoever can carry the command out on all machines.
 */
export class HasHosts extends Error {
  override readonly name = HAS_HOSTS;
  readonly found: OnHosts;

  constructor(found: OnHosts) {
    super('tasks of the project are on hosts');
    this.found = found;
  }
}

type Rest = Omit<Project, 'scope' | 'desired'> & {
  readonly scope: Omit<Scope, 'config' | 'socketIsApproved'>;
};

function assemble({ context, scope, worktrees, fault, leftOnHosts }: Rest, config: Config): Project {
  const socketIsApproved = isSocketApproved(context, scope.projectId, config);
  const desired = lazy(() => desire(withoutUnread(config.tasks, scope.env), sha256));
  return {
    context,
    scope: { ...scope, config, socketIsApproved },
    get desired() {
      return desired();
    },
    worktrees,
    fault,
    leftOnHosts,
  };
}

/** The same project where its files say something else. */
export function withConfig(project: Project, config: Config): Project {
  return assemble(project, config);
}

/** What the files would come to with these texts in them. @throws {PaneError} `config` */
export async function configWith({ context, scope }: Project, texts: ConfigTexts): Promise<Config> {
  const facts = factsOf(scope.repository, context, scope.config.files.project);
  const loaded = await loadConfig(scope.config.files, { facts, cache: context.cache, texts });
  return asSent(scope.repository, withRealPlaces(loaded));
}

/** The named tasks that the file has; null where none was named. @throws {PaneError} `usage` for an unknown one. */
export function namedTasks(project: Project, names: readonly string[]): ReadonlySet<TaskName> | null {
  if (names.length === 0) return null;
  return new Set(names.map((name) => taskNamed(project, name).name));
}

export function taskNamed(project: Project, name: string): DesiredTask {
  const found = project.desired.find((task) => task.name === parseTaskName(name));
  if (found !== undefined) return found;
  const known = project.desired.map((task) => task.name);
  const file = project.scope.config.files.project;
  throw unknownTask(name, known, project.fault === null ? file : `${file}, as last applied`);
}
