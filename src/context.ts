/**
 * What a run of `pane` gets from outside. `cli.ts` makes it from `process`; nothing else reads `process`
 * or writes to `console`, so that every command can be run with another one.
 */

/** Where what can be made again is kept from one command to the next. It may be gone at any time. */
export interface Cache {
  /** `$XDG_CACHE_HOME/pane`; it need not be there. */
  readonly folder: string;
  /** Another one for each build of `pane` and each version of Node. */
  readonly build: string;
  /** The number of the user, who alone may have written what is used. */
  readonly user: number;
}

export interface Context {
  /** Absolute; the directory that the command is run from (after `-C`). */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data. The text, or the bytes, are written as they are. */
  readonly stdout: (text: string | Uint8Array) => void;
  /** Messages and progress. The text is written as it is. */
  readonly stderr: (text: string) => void;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Width of the terminal in columns, 80 where there is none. */
  readonly columns: number;
  /** Height of the terminal in lines, 24 where there is none. */
  readonly rows: number;
  /** All of standard input. */
  readonly readStdin: () => Promise<string>;
  /** Asks on the terminal, null at end of input; only where stdin and stderr are terminals. */
  readonly ask: (question: string) => Promise<string | null>;
  /** Aborted by an interrupt (Ctrl-C, TERM): finish the step at hand, then stop. */
  readonly signal: AbortSignal;
  readonly pid: number;
  /** What the project has on hosts is none of this run's business: somebody else sees to it. */
  readonly onlyHere?: true;
  /** Null: nothing can be kept. */
  readonly cache: Cache | null;
  /** How to start this very `pane` again: the path of Node and of the built script. */
  readonly program: { readonly node: string; readonly script: string; readonly version: string };
}
