/**
 * The machine: the tools and their versions, the locale, what happens at logout, the SSH agent.
 */
import type { Context } from '../context.ts';
import { messageOf, PaneError } from '../errors.ts';
import type { Runner } from '../process/command.ts';
import { type Finding, finding, ok } from './finding.ts';
import { isLiveSocket } from './socket.ts';
import { compareVersions, OLDEST, versionIn } from './version.ts';

/** What a program prints, without the line breaks around it. @throws where it is missing, fails or takes too long */
export async function printed(runner: Runner, file: string, argv: readonly string[]): Promise<string> {
  return await runner.run({
    file,
    argv,
    reads: true,
    parse: ({ stdout }) => stdout.trim(),
  });
}

async function checkTool(
  runner: Runner,
  name: keyof typeof OLDEST,
  file: string,
  argv: readonly string[],
): Promise<Finding> {
  const oldest = OLDEST[name];
  const way = `Install ${name} ${oldest} or newer.`;
  try {
    const text = await printed(runner, file, argv);
    const version = versionIn(text) ?? text;
    const order = compareVersions(version, oldest);
    if (order === null || order >= 0) return ok(name, version);
    return finding('error', name, `${version} is too old: ${oldest} is the oldest that works`, way);
  } catch (error) {
    const hint = error instanceof PaneError ? way : `\`${name}\` must run; its output says what is wrong.`;
    return finding('error', name, messageOf(error), hint);
  }
}

/** Pure. POSIX: the first of these that is set, and not empty, is the locale. */
export function checkLocale(env: Context['env']): Finding {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  if (/utf-?8/i.test(locale)) return ok('locale', locale);
  return finding(
    'warning',
    'locale',
    `${locale === '' ? 'not set' : `${locale} is not UTF-8`}: agents draw their screens in UTF-8`,
    'Set LANG=C.UTF-8 (or another of `locale -a`) in your shell, on a server too; `tmux -u attach` helps at once.',
  );
}

/** None where systemd does not manage the logins. */
async function checkLogout(runner: Runner, env: Context['env']): Promise<Finding[]> {
  const ask = (...argv: string[]) => printed(runner, 'loginctl', ['show-user', ...argv, '--value']);
  try {
    const kills = await ask('-p', 'KillUserProcesses');
    if (kills !== 'yes') return [ok('logout', 'a tmux server outlives the login that started it')];
    // Not told of a user who has no login here: then the way names it, and to enable it twice does no harm.
    const lingers = await ask(env.USER ?? '', '-p', 'Linger').catch(() => 'no');
    const linger = lingers === 'yes' ? '' : '`loginctl enable-linger`, then ';
    return [
      finding(
        'warning',
        'logout',
        'systemd ends everything at logout (KillUserProcesses=yes): agents end too, unless the tmux server was started outside of the login',
        `Before \`pane up\`: ${linger}\`systemd-run --user --scope tmux new-session -d -s main\`.`,
      ),
    ];
  } catch {
    return [];
  }
}

async function checkSshAgent(env: Context['env']): Promise<Finding[]> {
  const socket = env.SSH_AUTH_SOCK;
  if (socket === undefined || socket === '') return [];
  if (await isLiveSocket(socket)) return [ok('ssh agent', 'answers')];
  return [
    finding(
      'warning',
      'ssh agent',
      `SSH_AUTH_SOCK is stale: nothing answers at ${socket}`,
      'Log in again with agent forwarding, or start an SSH agent; inside tmux, open a new window after attaching.',
    ),
  ];
}

export async function checkMachine(context: Context, runner: Runner): Promise<Finding[]> {
  const { env, program } = context;
  const [tools, logout, ssh] = await Promise.all([
    Promise.all([
      checkTool(runner, 'tmux', 'tmux', ['-V']),
      checkTool(runner, 'git', 'git', ['--version']),
      checkTool(runner, 'node', program.node, ['--version']),
    ]),
    checkLogout(runner, env),
    checkSshAgent(env),
  ]);
  return [...tools, checkLocale(env), ...logout, ...ssh];
}
