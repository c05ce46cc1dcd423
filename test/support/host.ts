/**
 * Another machine for a test: a HOME, a clone and a tmux server of its own, reached by an `ssh` that stands first on PATH and
 * runs the remote command here. It takes what a remote shell could not misread, and nothing else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { builtCommand, type Sandbox } from './sandbox.ts';

/**
 * How a host behaves; a number: the connection is cut after so many bytes of its answer, once. `9 then refuses 3`: so many that
 * come next are refused; `9 then hangs`. `to git 9`, `of git 9`: cut is one of git's own, after so many bytes that it gets, or that it
 * sends.
 */
type Mode =
  | 'up'
  | 'down'
  | 'hangs'
  | 'old'
  | 'greets'
  | 'unknown'
  | number
  | `${number} then ${'hangs' | 'down' | `refuses ${number}`}`
  | `${'to' | 'of'} git ${number}`;

const SSH = `#!/bin/sh
port=
asks=
printf '%s\\n' "$*" >>"$PANE_SANDBOX/ssh.log"
while [ $# -gt 0 ]; do
  case $1 in --) shift; break ;; -o) shift 2 ;; -G) asks=settings; shift ;; -W) port=\${2#localhost:}; shift 2 ;; -*) shift ;; *) echo "no -- before $1" >&2; exit 255 ;; esac
done
host=$1
shift
for word; do
  case $word in '' | *[!A-Za-z0-9._/-]*) echo "a word for the remote shell: $word" >&2; exit 98 ;; esac
done
place=$PANE_SANDBOX/hosts/$host
[ -z "$asks" ] || { echo "controlpath $place/socket"; exit; }
mode=$(cat "$place/mode" 2>/dev/null) || { echo "ssh: Could not resolve hostname $host" >&2; exit 255; }
case $mode in
  down) echo "ssh: connect to host $host port 22: Connection refused" >&2; exit 255 ;;
  hangs) exec sleep 1000 ;;
  unknown) echo 'Host key verification failed.' >&2; exit 255 ;;
  'refuses '*)
    left=$((\${mode#* } - 1))
    [ "$left" -gt 0 ] && echo "refuses $left" >"$place/mode" || echo up >"$place/mode"
    echo "ssh: connect to host $host port 22: Connection refused" >&2
    exit 255
    ;;
  old) echo '{"pane":"rpc","protocol":0,"version":"0.0.1"}'; exec cat >/dev/null ;;
  greets) echo 'Welcome to {this} machine' ;;
esac
[ -z "$port" ] || exec node -e '
  const there = require("node:net").connect(process.argv[1], "localhost");
  there.on("error", () => { console.error("channel 0: open failed: connect failed: Connection refused"); process.exit(255); });
  process.stdin.pipe(there).pipe(process.stdout);
' "$port"
cd "$place/home" || exit 255
. "$place/environment"
alone=
command -v setsid >/dev/null && alone='setsid -w' # what runs there does not end with the connection
echo $$ >"$place/pid"
case $mode in
  [0-9]*)
    case $mode in *' then '*) echo "\${mode#* then }" ;; *) echo up ;; esac >"$place/mode"
    $alone sh -c "$*" | { dd bs=1 count="\${mode%% *}" 2>/dev/null; kill -9 $$; }
    ;;
  *' git '*)
    if [ $# -gt 2 ]; then
      echo up >"$place/mode"
      count=\${mode##* }
      case $mode in
        to*) dd bs=1 count="$count" 2>/dev/null | $alone sh -c "$*" ;;
        *) $alone sh -c "$*" | { dd bs=1 count="$count" 2>/dev/null; kill -9 $$; } ;;
      esac
      kill -9 $$
    fi
    ;;
esac
$alone sh -c "$*"
exit $?
`;

export class TestHost {
  readonly name: string;
  /** The clone there; absolute. */
  readonly clone: string;
  readonly #sandbox: Sandbox;

  /** A host with a clone of the repository in `~/src/app`. */
  static async create(sandbox: Sandbox, { path }: Pick<Repository, 'path'>, name: string): Promise<TestHost> {
    const host = new TestHost(sandbox, name);
    await sandbox.write('bin/ssh', SSH, { mode: 0o755 });
    await sandbox.write(
      `hosts/${name}/bin/pane`,
      `#!/bin/sh\nexec '${process.execPath}' '${builtCommand}' "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const home = sandbox.path('hosts', name, 'home');
    const own: Readonly<Record<string, string>> = {
      PATH: `${sandbox.path('hosts', name, 'bin')}:${sandbox.env.PATH}`,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_STATE_HOME: join(home, '.local/state'),
      XDG_RUNTIME_DIR: join(home, 'run'),
      PANE_TMUX_SOCKET: host.socket,
      TMUX_TMPDIR: join(home, 'tmp'),
    };
    const exports = Object.entries(own).map(([key, value]) => `export ${key}='${value}'\n`);
    await sandbox.write(`hosts/${name}/environment`, exports.join(''));
    await sandbox.sh(`mkdir -p '${home}/tmp' '${home}/src'`);
    await sandbox.git('clone', '-q', path, `${home}/src/app`);
    await host.becomes('up');
    return host;
  }

  private constructor(sandbox: Sandbox, name: string) {
    this.#sandbox = sandbox;
    this.name = name;
    this.clone = sandbox.path('hosts', name, 'home/src/app');
  }

  get socket(): string {
    return this.#sandbox.path('hosts', this.name, 't');
  }

  /** Its entry in the file. */
  get entry(): { readonly ssh: string; readonly path: string } {
    return { ssh: this.name, path: '~/src/app' };
  }

  /** It has a connection that is shared, since this moment. */
  async isShared(): Promise<void> {
    await this.#sandbox.write(`hosts/${this.name}/socket`, '');
  }

  async becomes(mode: Mode): Promise<void> {
    await this.#sandbox.write(`hosts/${this.name}/mode`, `${mode}\n`);
  }

  /** The `ssh` that was started last. */
  get ssh(): number {
    return Number(readFileSync(this.#sandbox.path('hosts', this.name, 'pid'), 'utf8'));
  }

  #file(project: string): string {
    return join(this.clone, '.git/pane/hosts', project, 'pane.config.yaml');
  }

  /** The file that it was sent. */
  list(project = 'test-repo'): string {
    return readFileSync(this.#file(project), 'utf8');
  }

  /** Somebody runs `pane` there, on what was sent. The words are plain. */
  async pane(...words: readonly string[]): Promise<string> {
    const [command = '', ...rest] = words;
    const environment = this.#sandbox.path('hosts', this.name, 'environment');
    const call = `pane ${command} -f '${this.#file('test-repo')}' ${rest.join(' ')}`;
    return await this.#sandbox.sh(`. '${environment}'; cd '${this.clone}' && ${call}`);
  }

  /** Every command line of `ssh` so far. */
  static calls(sandbox: Sandbox): string[] {
    return readFileSync(sandbox.path('ssh.log'), 'utf8').trim().split('\n');
  }
}
