/**
 * The agents of the project's tasks: whether their programs are there, and as new as what the presets were
 * checked with. Only a preset's own program is run, and only for its version: anything else that the file
 * names may be unapproved.
 */
import { isAbsolute } from 'node:path';
import { findPreset } from '../agents/presets.ts';
import { findProgram, programOf } from '../agents/program.ts';
import type { TaskConfig } from '../config/config.ts';
import type { Context } from '../context.ts';
import { messageOf } from '../errors.ts';
import type { Runner } from '../process/command.ts';
import { type Finding, finding, ok } from './finding.ts';
import { printed } from './machine.ts';
import { compareVersions, versionIn } from './version.ts';

/** Pure. `basis`: the version that the preset was checked with; null: none was. */
export function judgeVersion(about: string, printed: string, basis: string | null): Finding {
  const version = versionIn(printed) ?? printed;
  const order = basis === null ? null : compareVersions(version, basis);
  if (order === null || order === 0) return ok(about, version);
  if (order > 0) return ok(about, `${version}, newer than the ${basis} that pane was checked with`);
  return finding(
    'warning',
    about,
    `${version} is older than the ${basis} that pane was checked with`,
    'Update it if it does not start or its state is not shown.',
  );
}

async function checkAgent(
  context: Context,
  runner: Runner,
  task: TaskConfig,
  root: string | null,
): Promise<Finding[]> {
  const { agent } = task;
  const program = programOf(agent);
  if (program === null) return [];
  const about = `agent ${agent.name}`;
  const path = task.env.PATH ?? agent.env.PATH ?? context.env.PATH ?? '';
  if (root === null && program.includes('/') && !isAbsolute(program)) {
    const message = `${program} is looked up in the worktree of each task, so that it was not checked`;
    return [finding('note', about, message)];
  }
  const place = await findProgram(program, path, root ?? '/');
  if (place === null) {
    const where = program.includes('/') ? `no such program: ${program}` : `${program} is not on PATH`;
    return [finding('error', about, where, `Install it, or correct the command of \`${agent.name}\`.`)];
  }
  const preset = agent.preset === program ? findPreset(program) : null;
  if (preset === null || path !== context.env.PATH) return [ok(about, place)];
  try {
    const basis = /not (run|driven)/.test(preset.basis) ? null : versionIn(preset.basis);
    return [judgeVersion(about, await printed(runner, place, ['--version']), basis)];
  } catch (error) {
    const hint = 'Run it by hand to see what is wrong.';
    return [finding('warning', about, `could not get its version: ${messageOf(error)}`, hint)];
  }
}

/** One for each agent that a task names; `root` is where relative programs are looked up, null in a bare repository. */
export async function checkAgents(
  context: Context,
  runner: Runner,
  tasks: readonly TaskConfig[],
  root: string | null,
): Promise<Finding[]> {
  const byName = new Map(tasks.map((task) => [`${task.agent.name}\0${task.env.PATH ?? ''}`, task]));
  const found = await Promise.all(
    [...byName.values()].map((task) => checkAgent(context, runner, task, root)),
  );
  return found.flat();
}
