/**
 * The cluster of a project whose tasks run as jobs: what its login node can say without one.
 */
import { statfs } from 'node:fs/promises';
import { findProgram, programOf } from '../agents/program.ts';
import { type SlurmData, sbatchOptions } from '../config/keys/slurm-keys.ts';
import { messageOf } from '../errors.ts';
import { CommandError, saidBy } from '../process/command.ts';
import type { Project } from '../project/project.ts';
import { shellWords } from '../shell-words.ts';
import {
  listPartitions,
  OLDEST_SLURM,
  type Partition,
  PROGRAMS,
  slurmVersion,
  tryJob,
} from '../slurm/cluster.ts';
import { nearestThere } from './copies.ts';
import { type Finding, finding, ok } from './finding.ts';
import { compareVersions, versionIn } from './version.ts';

/** statfs(2) types of filesystems that several machines share. */
const SHARED = new Map([
  [0x6969, 'NFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x00c36400, 'Ceph'],
  [0xaad7aaea, 'PanFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
]);

function said(error: unknown): string {
  return (error instanceof CommandError && !error.isUnanswered && saidBy(error.stderr)) || messageOf(error);
}

async function missingPrograms(path: string): Promise<string[]> {
  const found = await Promise.all(PROGRAMS.map((program) => findProgram(program, path, '/')));
  return PROGRAMS.filter((_, index) => found[index] === null);
}

function checkVersion(printed: string): Finding {
  const version = versionIn(printed) ?? printed;
  const order = compareVersions(version, OLDEST_SLURM);
  if (order === null || order >= 0) return ok('slurm', version);
  return finding('error', 'slurm', `${version} is too old: ${OLDEST_SLURM} is the oldest that works`);
}

/** Pure. */
export function checkPartitions(wanted: string | undefined, partitions: readonly Partition[]): Finding[] {
  return (wanted?.split(',') ?? []).flatMap((name): Finding[] => {
    const found = partitions.find((each) => each.name === name);
    if (found === undefined) {
      const names = partitions.map((each) => each.name).join(', ');
      const way = `Correct \`partition\` of \`slurm\`; there are: ${names || 'none that you may use'}.`;
      return [finding('error', 'slurm partition', `${name} is not known to Slurm`, way)];
    }
    if (found.isUp) return [ok('slurm partition', name)];
    return [finding('warning', 'slurm partition', `${name} is down: jobs wait until it is up again`)];
  });
}

/** `mayTry`: the options are approved. */
async function checkController(
  { scope: { runner } }: Project,
  slurm: SlurmData,
  mayTry: boolean,
): Promise<Finding[]> {
  try {
    const [version, partitions] = await Promise.all([runner.run(slurmVersion), runner.run(listPartitions)]);
    const found = [checkVersion(version), ...checkPartitions(slurm.partition, partitions)];
    if (!mayTry || found.some(({ level }) => level === 'error')) return found;
    const tried = await runner.run(tryJob(sbatchOptions(slurm)));
    if (tried.isTaken) return [...found, ok('slurm job', `sbatch takes it: ${tried.said}`)];
    const way = 'Correct `slurm` in the file; `sinfo --long` shows what the partitions have.';
    return [...found, finding('error', 'slurm job', `sbatch would refuse it: ${tried.said}`, way)];
  } catch (error) {
    const way = 'Run `sinfo` on the login node for details.';
    return [finding('error', 'slurm', `the controller does not answer: ${said(error)}`, way)];
  }
}

/** A folder, and the type of its filesystem: of statfs(2). */
export interface Folder {
  readonly path: string;
  readonly type: number;
}

/** The words that ask a node with a job of its own. */
function askNode(slurm: SlurmData, words: readonly string[]): string {
  return shellWords(['srun', ...sbatchOptions(slurm), ...words]);
}

/** Pure. */
export function checkShared(folders: readonly Folder[], slurm: SlurmData): Finding[] {
  const shared = folders.flatMap(({ path, type }): Finding[] => {
    const name = SHARED.get(type);
    return name === undefined ? [] : [ok('slurm nodes', `${path} is on ${name}, which nodes can share`)];
  });
  const unknown = folders.filter(({ type }) => !SHARED.has(type)).map(({ path }) => path);
  if (unknown.length === 0) return shared;
  const note = finding(
    'note',
    'slurm nodes',
    `whether they see ${unknown.join(' and ')} is not known: on no network filesystem that pane knows`,
    `To ask one: \`${askNode(slurm, ['ls', '-d', ...unknown])}\`. Both the clone and \`worktrees\` must be where the nodes see them.`,
  );
  return [...shared, note];
}

function checkNodes({ scope: { config } }: Project, slurm: SlurmData): Finding {
  const agents = config.tasks.flatMap(({ agent }) => programOf(agent) ?? []);
  const programs = ['tmux', 'git', ...new Set(agents)];
  return finding(
    'note',
    'slurm nodes',
    `whether ${programs.join(', ')} are there is not known without a job`,
    `To ask one: \`${askNode(slurm, ['sh', '-c', `type ${shellWords(programs)}`])}\`.`,
  );
}

async function foldersOf({ scope: { config, repository } }: Project): Promise<Folder[]> {
  const paths = [nearestThere(config.worktrees), repository.common];
  return await Promise.all(paths.map(async (path) => ({ path, type: (await statfs(path)).type })));
}

/** None where tasks run on this machine itself. */
export async function checkSlurm(project: Project, mayTry: boolean): Promise<Finding[]> {
  const { config, env } = project.scope;
  const { slurm } = config;
  if (slurm === null) return [];
  const missing = await missingPrograms(env.PATH ?? '');
  if (missing.length > 0) {
    const what = `not on PATH: ${missing.join(', ')}`;
    const way = 'Run `pane` on a login node of the cluster, and see that its PATH has them.';
    return [finding('error', 'slurm', what, way)];
  }
  return [
    ...(await checkController(project, slurm, mayTry)),
    ...checkShared(await foldersOf(project), slurm),
    checkNodes(project, slurm),
  ];
}
