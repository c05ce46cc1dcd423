/**
 * What each key means, for editors that read the JSON Schema. `docs/configuration.md` says it at length. Pure.
 */
import { presetNames, reportKinds } from '../../agents/presets.ts';

/** By the key's path, without indices; `*` stands for any name. A task's keys are looked up in `defaults` too. */
export const keyTexts: Readonly<Record<string, string>> = {
  project: "Name of the project. Default: name of the repository's folder",
  base: 'Where new branches start. Default: the branch that origin/HEAD names, else main, else master, else the current one',
  worktrees:
    'Folder of the worktrees, relative to this file; {project} is filled in. Default: {project}.worktrees beside the repository',
  tmux: 'The tmux server and session to use, and what tmux shows',
  'tmux.socket': "Name of the tmux server's socket, or its path if it contains a /",
  'tmux.session': "Name of the tmux session. Default: the project's",
  'tmux.status':
    "Show what each task is doing beside its window's name, in the status line of sessions that `pane` made. Default: true",
  'tmux.bell': "States that ring the terminal bell of the task's window. Default: [waiting, failed]",
  watch: 'How the watcher applies changes of this file',
  'watch.archive_after':
    'How long a task must be gone from this file before it is archived: 500ms, 10s, 2m, 1h. Default: 10s',
  env_pass: 'Environment variables that `pane` passes to windows: names, or PREFIX_*. PATH is always passed',
  notify:
    'Program and arguments to run when a task starts to wait, goes idle, exits or fails; {task}, {state} and {message} are filled in',
  agents: `How to start agents. Presets: ${presetNames.join(', ')}`,
  'agents.*': 'An agent. If it has the name of a preset or runs its program, it extends the preset',
  'agents.*.command': 'A string is run by sh, with the arguments added; a list is run directly',
  'agents.*.args': 'Options before the prompt',
  'agents.*.prompt':
    'How the prompt reaches the program: argument, stdin, paste, none, { flag: --OPTION } or { file: --OPTION }',
  'agents.*.prompt.flag': 'The option that the prompt follows',
  'agents.*.prompt.file': 'The option that the path of a file with the prompt follows',
  'agents.*.session': 'Arguments that begin a conversation with an id that `pane` chooses; {id} is filled in',
  'agents.*.resume':
    'Arguments that resume a conversation: the one of {id}, or without {id} the latest in the worktree',
  'agents.*.reports': `How pane makes the program report what it does: as ${reportKinds.join(', ')}, or none`,
  'agents.*.screen': 'Regular expressions that say what the agent does, by the last lines of its screen',
  'agents.*.screen.waiting': 'Matches while the agent waits for the user',
  'agents.*.screen.working': 'Matches while it works',
  'agents.*.screen.idle': 'Matches when its turn is over',
  'agents.*.env': "Environment variables; they win over the window's",
  defaults: 'Settings for every task that does not set its own',
  'defaults.agent': 'An entry of `agents`, or a preset. Default: claude',
  'defaults.args': "Options added to the agent's",
  'defaults.branch': 'Name of the branch; {task}, {user} and {project} are filled in. Default: {task}',
  'defaults.copy': 'Ignored and untracked files to copy from the main worktree: patterns as in .gitignore',
  'defaults.link': 'Like `copy`, but makes symbolic links',
  'defaults.env': 'Environment variables of the window',
  'defaults.setup': 'Commands to run in the window before the agent; the first failure stops the task',
  'defaults.panes': 'Extra tmux panes in the window',
  'defaults.panes.run': 'A command',
  'defaults.panes.split': 'Where the pane opens. Default: right',
  'defaults.panes.size': 'A percentage such as 40%, or a number of cells. Default: half',
  'defaults.prompt_append': 'Text to add to every prompt',
  'defaults.on_exit': 'What the window does when the agent ends: start a shell, or close. Default: shell',
  tasks: 'The tasks; each gets a worktree, a branch and a tmux window',
  'tasks.name': 'Unique, even ignoring case: a letter or digit, then letters, digits and . _ -',
  'tasks.prompt': 'The prompt for the agent',
  'tasks.prompt_file': 'File with the prompt, relative to this file',
  'tasks.base': 'Where the branch starts, instead of the `base` of the project',
  'tasks.worktree': "The worktree's own path, relative to this file. Default: the task's name in `worktrees`",
  'tasks.paused': 'true: the task stays in the file, its window is closed, its worktree is kept',
};
