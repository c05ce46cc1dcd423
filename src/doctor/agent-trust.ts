/**
 * Whether the agents will ask, at their first start here, if this repository is to be trusted: their window shows a
 * dialog then, which `pane` does not answer. Reads the agents' own files and writes none.
 */
import { findPreset } from '../agents/presets.ts';
import type { TaskConfig } from '../config/config.ts';
import { readIfThere } from '../git/small-file.ts';
import type { Project } from '../project/project.ts';
import type { Environment } from './environment.ts';
import { type Finding, finding, ok } from './finding.ts';

function readAll(files: readonly string[]): (string | null)[] | null {
  try {
    return files.map(readIfThere);
  } catch {
    return null;
  }
}

/** Null: it asks nothing of the folder, or its answers can't be read. */
export function trustOf({ scope }: Project, { agent, env, worktree }: TaskConfig, windows: Environment) {
  const kept = findPreset(agent.preset ?? '')?.trust ?? null;
  if (kept === null) return null;
  const launched = {
    env: { ...windows, ...agent.env, ...env },
    args: agent.args,
    main: scope.repository.main,
    worktree,
  };
  const texts = readAll(kept.files(launched.env));
  return texts === null ? null : { trust: kept.judge(launched, texts), ofRepository: kept.ofRepository };
}

/** `windows`: what a window has in its environment before its task's own. What can't be read is not told. */
export function checkAgentTrust(
  project: Project,
  tasks: readonly TaskConfig[],
  windows: Environment,
): Finding[] {
  const { repository, config } = project.scope;
  const names = [...new Set(tasks.map(({ agent }) => agent.name))];
  return names.flatMap((name): Finding[] => {
    const found = tasks
      .filter(({ agent }) => agent.name === name)
      .flatMap((task) => trustOf(project, task, windows) ?? []);
    const about = `agent ${name}`;
    if (!found.some(({ trust }) => trust === 'asks')) {
      return found.some(({ trust }) => trust === 'trusted') ? [ok(about, 'trusts the worktrees')] : [];
    }
    const way = found.some(({ ofRepository }) => ofRepository)
      ? `Start it once in ${repository.main ?? 'a worktree'} and answer; the answer applies to every worktree.`
      : `In the first window, answer that you trust the folder above; that applies to every worktree in ${config.worktrees}.`;
    const message = 'will ask whether it may trust this repository: its tasks are `waiting` until you answer';
    return [finding('warning', about, message, way)];
  });
}
