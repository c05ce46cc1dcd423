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
  tmux: 'Which tmux server and session to use',
  'tmux.socket': "Name of the tmux server's socket, or its path if there is a / in it",
  'tmux.session': "Name of the tmux session. Default: the project's",
  'tmux.status':
    "Show what each task does beside its window's name, in the status line of a session that `pane` made. Default: true",
  'tmux.bell': 'The states in which a task rings the terminal bell of its window. Default: [waiting, failed]',
  watch: 'How changes to this file are followed',
  'watch.archive_after':
    'How long a task must be gone from this file before it is archived: 500ms, 10s, 2m, 1h. Default: 10s',
  env_pass: 'Environment variables that windows get from `pane`: names, or PREFIX_*. PATH always is',
  notify:
    'Program and arguments, run when a task comes to wait, goes idle, exits or fails; {task}, {state} and {message} are filled in',
  agents: `How agents are started. Presets: ${presetNames.join(', ')}`,
  'agents.*': 'An agent. One that is named like a preset, or runs it, extends the preset',
  'agents.*.command': 'A text is run by sh, with the arguments added; a list is run as it is',
  'agents.*.args': 'Options that stand before the prompt',
  'agents.*.prompt':
    'How the prompt reaches the program: argument, stdin, paste, none, { flag: --OPTION } or { file: --OPTION }',
  'agents.*.prompt.flag': 'The option that the prompt follows',
  'agents.*.prompt.file': 'The option that the path of a file with the prompt follows',
  'agents.*.session': 'Arguments that begin a conversation with an id of our choice, which {id} stands for',
  'agents.*.resume':
    'Arguments that go on with a conversation: the one of {id}, or without it the latest in the worktree',
  'agents.*.reports': `How the program is told to report what it does: as ${reportKinds.join(', ')}, or none`,
  'agents.*.screen': 'Regular expressions over the last lines of the screen that tell what the agent does',
  'agents.*.screen.waiting': 'It waits for the user',
  'agents.*.screen.working': 'It works',
  'agents.*.screen.idle': 'Its turn is over',
  'agents.*.env': "Environment variables, over the window's",
  defaults: 'What holds for every task that does not say otherwise',
  'defaults.agent': 'An entry of `agents`, or a preset. Default: claude',
  'defaults.args': "Options added to the agent's",
  'defaults.branch': 'Name of the branch; {task}, {user} and {project} are filled in. Default: {task}',
  'defaults.copy':
    'Ignored and untracked files that are copied from the main worktree: patterns as in .gitignore',
  'defaults.link': 'As `copy`, but as symbolic links',
  'defaults.env': 'Environment variables of the window',
  'defaults.setup': 'Commands that are run in the window before the agent; the first that fails stops',
  'defaults.panes': 'Further tmux panes of the window',
  'defaults.panes.run': 'A command',
  'defaults.panes.split': 'Where the pane opens. Default: right',
  'defaults.panes.size': 'A share such as 40%, or a number of cells. Default: half',
  'defaults.prompt_append': 'Text that is added to every prompt',
  'defaults.on_exit':
    'What the window does when the agent ends: go on with a shell, or close. Default: shell',
  tasks: 'What is to be done: each task gets a worktree, a branch and a tmux window',
  'tasks.name': 'Unique, whatever the case: a letter or digit, then letters, digits and . _ -',
  'tasks.prompt': 'What the agent is told',
  'tasks.prompt_file': 'File with the prompt, relative to this file',
  'tasks.base': 'Where the branch starts, instead of the `base` of the project',
  'tasks.worktree': "The worktree's own path, relative to this file. Default: the task's name in `worktrees`",
  'tasks.paused': 'Stays in the file but is not up: the window is closed, the worktree kept',
};
