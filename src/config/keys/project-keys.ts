/**
 * The keys at the top of a file, of `tmux` and of `watch`. Those with a `field` come into `Config` by their entry
 * alone; `resolve.ts` resolves the others. Pure.
 */
import { presetNames } from '../../agents/presets.ts';
import { shellWords } from '../../shell-words.ts';
import { heardStates } from '../notify.ts';
import { agentKeys } from './agent-keys.ts';
import { duration, milliseconds } from './duration.ts';
import { type HostData, hostKeys, hostName } from './host-keys.ts';
import { type Data, type InnerKeys, type Keys, key, mapOf, type Zod } from './key.ts';
import { count, flag, listOf, oneOf, optional, orNothing, text } from './schemas.ts';
import { resolveSlurm, type SlurmData, sbatchOptions, slurmKeys, slurmOrNone } from './slurm-keys.ts';
import { settingKeys, taskKeys } from './task-keys.ts';

export const tmuxKeys = {
  socket: key(orNothing(text), {
    text: "Name of the tmux server's socket, or its path if it contains a `/`",
    defaultText:
      "`null`: `PANE_TMUX_SOCKET`, else the server that holds the project's windows, else the one you are in, else tmux's default",
    risk: 'elsewhere',
  }),
  session: key(orNothing(text), {
    text: 'Name of the tmux session',
    more: 'Characters that tmux does not allow become `_`, and only 40 characters are kept. A session belongs to one project. If another project has it, this project uses `NAME-` plus six digits of its id; if the file sets `session`, `pane` opens no window and the error names the other project. `pane` joins a session of that name that you made. Open windows stay in their session when this or `project` changes, until `pane restart`',
    defaultText: "`null`: the project's name",
    risk: null,
  }),
  status: key(optional(flag), {
    text: "Show what each task is doing beside its window's name, in the status line of sessions that `pane` made",
    more: 'A change applies to windows opened afterwards: [notifications.md](notifications.md)',
    default: true,
    risk: null,
    field: 'statusLine',
  }),
  bell: key(optional(listOf(oneOf(...heardStates))), {
    text: "States that ring the terminal bell of the task's window",
    more: 'Also `idle`, `exited`, or `[]` for never: [notifications.md](notifications.md)',
    default: ['waiting', 'failed', 'stuck', 'verified'],
    risk: null,
    field: 'bell',
  }),
} satisfies InnerKeys;

export const watchKeys = {
  archive_after: key(duration, {
    text: 'How long a task must be gone from this file before it is archived: `500ms`, `10s`, `1.5m`, `1h`; no duration in this file is longer than `596h`',
    default: '10s',
    risk: null,
    field: 'archiveAfterMs',
    resolve: milliseconds,
  }),
} satisfies InnerKeys;

const projectName = (z: Zod) =>
  z.string().check(
    z.regex(/^(?!\.{1,2}$)[^/\p{Cc}]{1,100}$/u, {
      error: 'not a valid project name: no "/", no line breaks, at most 100 characters',
    }),
  );

const envPattern = (z: Zod) =>
  z
    .string()
    .check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, { error: 'expected the name of a variable, or PREFIX_*' }));

const call = (z: Zod) =>
  z
    .array(z.string())
    .check(z.refine((words) => words[0] !== '', { error: 'the first word must be the program' }));

type Hosts = Readonly<Record<string, HostData>>;

/** All of a host that says whose machine is reached, and what is used there. */
function hostValues(hosts: Hosts): readonly string[] {
  return Object.entries(hosts).map(([name, { ssh, path, as, slurm }]) =>
    [
      `${name}: ssh ${ssh}, path ${path}`,
      ...(as === undefined ? [] : [`as ${as}`]),
      ...(slurm === undefined ? [] : sbatchCall(slurm)),
    ].join(', '),
  );
}

function sbatchCall(slurm: SlurmData): readonly string[] {
  return [shellWords(['sbatch', ...sbatchOptions(slurm)])];
}

/** The keys of the user's own file too. */
export const sharedKeys = {
  agents: key(
    orNothing((z) => z.record(z.string(), z.nullable(mapOf(agentKeys)(z)))),
    {
      text: `How to start agents. Presets: ${presetNames.join(', ')}`,
      more: 'See below',
      defaultText: '`{}`',
      merge: 'named maps',
      keys: agentKeys,
      named: 'An agent. If it has the name of a preset or runs its program, it extends the preset',
      risk: 'elsewhere',
    },
  ),
  defaults: key(orNothing(mapOf(settingKeys)), {
    text: 'Settings for every task that does not set its own',
    more: 'See below',
    defaultText: '`{}`',
    merge: 'maps',
    keys: settingKeys,
    risk: 'elsewhere',
  }),
} satisfies Keys;

export const projectKeys = {
  project: key(optional(projectName), {
    text: 'Name of the project',
    more: 'It names its tmux session too; no `/`, no line breaks, at most 100 characters',
    defaultText: "name of the repository's folder, without `.git`",
    risk: null,
  }),
  base: key(optional(text), {
    text: 'Where new branches start',
    more: 'A branch (it wins over a tag of the same name), a tag, or a git expression (`HEAD~3`), which is resolved once, in the main worktree',
    defaultText: 'the branch that `origin/HEAD` names, else `main`, else `master`, else the current one',
    risk: null,
  }),
  worktrees: key(optional(text), {
    text: 'Folder of the worktrees, relative to this file; `{project}` is filled in',
    more: "A task's worktree is `<worktrees>/<task>`",
    defaultText: '`{project}.worktrees` beside the repository',
    risk: 'elsewhere',
  }),
  tmux: key(orNothing(mapOf(tmuxKeys)), {
    text: 'The tmux server and session to use, and what tmux shows',
    more: 'See below',
    merge: 'maps',
    keys: tmuxKeys,
    risk: 'elsewhere',
  }),
  watch: key(orNothing(mapOf(watchKeys)), {
    text: 'How the watcher applies changes of this file',
    more: 'See below',
    merge: 'maps',
    keys: watchKeys,
    risk: null,
  }),
  max_active: key(optional(count(1, 1000)), {
    text: 'How many tasks may be at work at once; the others wait for their turn, in the order of this file',
    more: 'Nothing that runs is ever stopped for it. See [night.md](night.md)',
    defaultText: 'none: all start at once',
    risk: null,
  }),
  frees_after: key(duration, {
    text: 'How long a task that waits for you, or for a limit, still counts for `max_active`',
    default: '15m',
    risk: null,
    field: 'freesAfterMs',
    resolve: milliseconds,
  }),
  verify_parallel: key(optional(count(1, 100)), {
    text: 'How many checks may run at once',
    default: 2,
    risk: null,
    field: 'verifyParallel',
  }),
  env_pass: key(orNothing(listOf(envPattern)), {
    text: 'Environment variables that `pane` passes to windows: names, or `PREFIX_*`. `PATH` is always passed',
    more: 'They are those of the `pane up` or `pane watch` that opens the window',
    default: [],
    risk: (names: readonly string[]) => names,
    field: 'envPass',
  }),
  notify: key(orNothing(call), {
    text: 'Program and arguments to run when a task starts to wait, goes idle, exits, fails, gets stuck or is verified; `{task}`, `{state}` and `{message}` are filled in',
    more: 'See [notifications.md](notifications.md)',
    default: [],
    risk: (words: readonly string[]) => (words.length === 0 ? [] : [shellWords(words)]),
    field: 'notify',
  }),
  hosts: key(
    orNothing((z) => z.record(hostName(z), mapOf(hostKeys)(z))),
    {
      text: 'Other machines that tasks can run on, reached by `ssh`',
      more: 'See [hosts.md](hosts.md)',
      default: {},
      defaultText: '`{}`',
      merge: 'named maps',
      keys: hostKeys,
      named: 'A host',
      risk: hostValues,
      field: 'hosts',
    },
  ),
  slurm: key(orNothing(slurmOrNone), {
    text: 'This machine is the login node of a Slurm cluster: each task that runs here runs as a job. `{}`: with its defaults; `false`: no',
    more: 'See [slurm.md](slurm.md)',
    default: false,
    keys: slurmKeys,
    risk: (slurm: SlurmData | null) => (slurm === null ? [] : sbatchCall(slurm)),
    field: 'slurm',
    resolve: resolveSlurm,
  }),
  ...sharedKeys,
  tasks: key(orNothing(listOf(mapOf(taskKeys))), {
    text: 'The tasks; each gets a worktree, a branch and a tmux window',
    more: 'See below',
    defaultText: '`[]`',
    merge: 'named items',
    keys: taskKeys,
    risk: 'elsewhere',
  }),
} satisfies Keys;

/** One file, or several merged. */
export type FileData = Data<typeof projectKeys>;

/** `local`: `pane.config.local.yaml`, which takes what the project's file takes. */
export type FileKind = 'project' | 'local' | 'user';

/** The keys that such a file takes. */
export function keysOfFile(kind: FileKind): Keys {
  return kind === 'user' ? sharedKeys : projectKeys;
}
