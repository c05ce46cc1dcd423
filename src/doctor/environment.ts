/**
 * What the windows lack: variables that `env_pass` names and the environment has not, those that an agent reads and
 * that do not reach it, an SSH agent that is gone.
 */
import { findPreset } from '../agents/presets.ts';
import type { TaskConfig } from '../config/config.ts';
import { messageOf } from '../errors.ts';
import { passedEnvironment } from '../operations/window-environment.ts';
import { isOfOneCall, loginEnvironment } from '../process/environment.ts';
import type { Project } from '../project/project.ts';
import type { TmuxServer } from '../tmux/panes.ts';
import { tmuxCall } from '../tmux/server.ts';
import { type Finding, finding, ok } from './finding.ts';
import { isLiveSocket } from './socket.ts';

/** Pure. The patterns of `env_pass` for which there is no variable. */
export function missingOf(patterns: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  const names = Object.keys(env).filter((name) => env[name] !== undefined);
  return patterns.filter((pattern) => {
    const prefix = pattern.endsWith('*') ? pattern.slice(0, -1) : null;
    return !names.some((name) => (prefix === null ? name === pattern : name.startsWith(prefix)));
  });
}

export function checkPassed({ context, scope }: Project): Finding[] {
  const missing = missingOf(scope.config.envPass, context.env);
  if (scope.config.envPass.length === 0) return [];
  if (missing.length === 0) return [ok('env_pass', 'all variables are set')];
  return [
    finding(
      'warning',
      'env_pass',
      `not set here, so windows opened from here lack them: ${missing.join(', ')}`,
      'Set them in the shell that runs `pane up`, or remove them from `env_pass`. A running watcher keeps its own environment.',
    ),
  ];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the tmux server has, or would have if it began now. @throws {Error} where it does not tell */
export async function serverEnvironment(
  { scope, context }: Project,
  socket: string,
  server: TmuxServer | null,
): Promise<Environment> {
  if (server === null) return loginEnvironment(context.env);
  const parse = ({ stdout }: { readonly stdout: string }) =>
    Object.fromEntries([...stdout.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value]) => [name, value]));
  return await scope.runner.run(tmuxCall(socket, [['show-environment', '-g']], parse, { reads: true }));
}

/** What every window gets, before what the file gives it. */
export function windowsEnvironment({ scope }: Project, server: Environment): Environment {
  const lasting = Object.entries(server).filter(([name]) => !isOfOneCall(name));
  return { ...Object.fromEntries(lasting), ...passedEnvironment(scope) };
}

/** Pure. A server that began inside of a call, of an agent or a hook, carries its variables. */
export function checkOneCall(server: Environment): Finding[] {
  const names = Object.keys(server).filter(isOfOneCall).sort();
  if (names.length === 0) return [];
  const message = `it still has variables from the command that started it: ${names.join(', ')}. Windows that pane opens don't get them; others do`;
  return [
    finding(
      'warning',
      'tmux server',
      message,
      `Remove them with \`tmux set-environment -gu ${names[0]}\`, and so on.`,
    ),
  ];
}

export function windowsUnknown(error: unknown): Finding {
  const message = `could not ask tmux for the windows' environment: ${messageOf(error)}`;
  return finding('warning', 'tmux server', message, 'Run `tmux show-environment -g` for details.');
}

/** A tmux server keeps the SSH_AUTH_SOCK of the login that started it. The one here is the machine's matter. */
export async function checkWindowsSshAgent({ context }: Project, windows: Environment) {
  const path = windows.SSH_AUTH_SOCK ?? '';
  if (path === '' || path === context.env.SSH_AUTH_SOCK || (await isLiveSocket(path))) return [];
  return [
    finding(
      'warning',
      'ssh agent',
      `the tmux server passes a stale SSH_AUTH_SOCK to its windows: nothing answers at ${path}`,
      `Run \`tmux set-environment -g SSH_AUTH_SOCK "$SSH_AUTH_SOCK"\`, then \`pane restart TASK\`; or use a key on this machine.`,
    ),
  ];
}

/** Pure. What the agent's program reads, is set here, and does not reach its window. */
export function lackingOf(
  { agent, env }: Pick<TaskConfig, 'agent' | 'env'>,
  here: Environment,
  windows: Environment,
): string[] {
  const pattern = findPreset(agent.preset ?? '')?.variables;
  const given = { ...windows, ...agent.env, ...env };
  return Object.keys(here).filter(
    (name) => pattern?.test(name) && here[name] !== '' && given[name] === undefined,
  );
}

export function checkLacking(
  { context }: Project,
  tasks: readonly TaskConfig[],
  windows: Environment,
): Finding[] {
  return [...new Set(tasks.map(({ agent }) => agent.name))].flatMap((name): Finding[] => {
    const lacking = tasks
      .filter(({ agent }) => agent.name === name)
      .flatMap((task) => lackingOf(task, context.env, windows));
    const names = [...new Set(lacking)].sort().join(', ');
    if (names === '') return [];
    const message = `${names}: set here, but not passed to its windows`;
    return [finding('warning', `agent ${name}`, message, 'Add it to `env_pass` if the agent needs it.')];
  });
}
