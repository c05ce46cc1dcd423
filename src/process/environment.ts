/**
 * Which variables belong to a login, and which to one call. A tmux server keeps the environment of the call that
 * started it, and every window of it gets that for weeks. Pure.
 */

type Env = Readonly<Record<string, string | undefined>>;

/** Names; a final `*` stands for any rest. docs/configuration.md has the same list. */
export const OF_A_LOGIN = [
  ...[
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'PATH',
    'HOSTNAME',
    'TZ',
    'TERM',
    'COLORTERM',
    'TMPDIR',
    'TMUX_TMPDIR',
  ],
  ...['LANG', 'LANGUAGE', 'LC_*', 'LOCALE_ARCHIVE', 'XDG_*', 'EDITOR', 'VISUAL', 'PAGER', 'BROWSER'],
  ...['SSH_*', 'GPG_TTY', 'GPG_AGENT_INFO', 'KRB5CCNAME'],
  ...[
    'DISPLAY',
    'WAYLAND_DISPLAY',
    'XAUTHORITY',
    'DBUS_SESSION_BUS_ADDRESS',
    'WSL*',
    '__CF_USER_TEXT_ENCODING',
  ],
  ...['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NIX_SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE'],
  // What git reads for every call alike, and never sets by itself.
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_COUNT'],
  ...['GIT_CONFIG_KEY_*', 'GIT_CONFIG_VALUE_*', 'GIT_SSH', 'GIT_SSH_COMMAND'],
] as const;

/** What git gives a hook, an alias or an editor; what agents and package managers give the programs that they run. */
export const OF_ONE_CALL = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_NAMESPACE', 'GIT_PREFIX'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_QUARANTINE_PATH', 'GIT_PUSH_*'],
  ...['GIT_CONFIG_PARAMETERS', 'GIT_CEILING_DIRECTORIES', 'GIT_LITERAL_PATHSPECS', 'GIT_GLOB_PATHSPECS'],
  ...['GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS', 'GIT_INTERNAL_*', 'GIT_REFLOG_ACTION', 'GIT_EXEC_PATH'],
  ...['GIT_EDITOR', 'GIT_SEQUENCE_EDITOR', 'GIT_PAGER', 'GIT_AUTHOR_*', 'GIT_COMMITTER_*', 'GITHEAD_*'],
  ...['GIT_OPTIONAL_LOCKS', 'GIT_TERMINAL_PROMPT', 'GIT_TRACE*'],
  ...['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CLAUDE_CODE_SESSION_ID'],
  ...[
    'CLAUDE_CODE_CHILD_SESSION',
    'CLAUDE_CODE_EXECPATH',
    'CLAUDE_SESSION_ID',
    'CLAUDE_PID',
    'CLAUDE_ENV_FILE',
  ],
  ...['CLAUDE_PROJECT_DIR', 'CLAUDE_PLUGIN_*', 'CLAUDE_AGENT_SDK_*'],
  ...['CODEX_SANDBOX*', 'CODEX_THREAD_ID', 'CODEX_CI', 'CODEX_MANAGED_*', 'CODEX_INTERNAL_*'],
  ...['GEMINI_CLI', 'GEMINI_CLI_NO_RELAUNCH', 'GEMINI_CLI_IDE_*', 'GEMINI_PROJECT_DIR', 'GEMINI_SESSION_ID'],
  ...['GEMINI_CWD', 'QWEN_CODE', 'QWEN_CODE_NO_RELAUNCH', 'OPENCODE', 'OPENCODE_PID', 'CURSOR_AGENT'],
  ...['CURSOR_TRACE_ID', 'GOOSE_TERMINAL', 'AI_AGENT'],
  ...['INIT_CWD', 'npm_*', 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT', 'CI'],
] as const;

function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

const isOfLogin = matcherOf(OF_A_LOGIN);

export const isOfOneCall = matcherOf(OF_ONE_CALL);

/** What a program that outlives this call may inherit. */
export function loginEnvironment(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => isOfLogin(name)));
}

/** Commands of POSIX sh that take the variables of one call out of the environment; they run `env` and `sed`. */
export const UNSET_ONE_CALL = `for pane_name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
  case $pane_name in
    ${OF_ONE_CALL.join(' | ')}) unset "$pane_name" ;;
  esac
done`;
