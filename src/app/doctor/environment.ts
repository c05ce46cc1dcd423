/**
 * What the windows lack: variables that `env_pass` names and the environment has not, an SSH agent that is gone.
 */
import { messageOf } from '../../errors.ts';
import type { TmuxServer } from '../../tmux/panes.ts';
import { tmuxCall } from '../../tmux/server.ts';
import type { Project } from '../project.ts';
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
      `not set here, so windows opened from here lack it: ${missing.join(', ')}`,
      'Set it in the shell that runs `pane up`, or take it out of `env_pass`. A running watcher keeps what it was started with.',
    ),
  ];
}

/** The windows of a server get its own SSH_AUTH_SOCK, unless `env_pass` names that variable. */
export async function checkWindowsSshAgent(project: Project, socket: string, server: TmuxServer | null) {
  const { runner, config } = project.scope;
  if (server === null || config.envPass.includes('SSH_AUTH_SOCK')) return [];
  const verbs = [['show-environment', '-g', 'SSH_AUTH_SOCK']];
  const read = tmuxCall(socket, verbs, ({ stdout }) => /^SSH_AUTH_SOCK=(.+)$/m.exec(stdout)?.[1] ?? null, {
    reads: true,
    okCodes: [1],
  });
  try {
    const path = await runner.run(read);
    if (path === null || (await isLiveSocket(path))) return [];
    return [
      finding(
        'warning',
        'ssh agent',
        `the tmux server gives its windows a stale SSH_AUTH_SOCK: nothing answers at ${path}`,
        `\`tmux set-environment -g SSH_AUTH_SOCK "$SSH_AUTH_SOCK"\`, then \`pane restart TASK\`; or a key on this machine.`,
      ),
    ];
  } catch (error) {
    const message = `tmux does not tell the windows' environment: ${messageOf(error)}`;
    return [finding('warning', 'ssh agent', message, '`tmux show-environment -g` says more.')];
  }
}
