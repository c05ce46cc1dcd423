/**
 * How a program is told, for one launch and without touching anybody's configuration, to report its events to
 * `report.sh`. Pure: arguments, environment, and files whose text is always the same.
 */

/** What an event says: see `report.sh`. */
type Event = 'start' | 'working' | 'waiting' | 'idle' | 'failed' | 'aborted' | 'notice' | 'reminder';

/** From the program's own events to ours. */
export type Events = Readonly<Record<string, Event>>;

export interface ReportFile {
  /** Relative to the directory of report files. */
  readonly path: string;
  readonly text: string;
}

export interface Injection {
  /** Stand right after the conversation's arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly ReportFile[];
}

/** One program's way to report. */
export interface Reports {
  /** `directory`: absolute path where the files will lie; nobody else may write to it or above it. */
  readonly inject: (directory: string) => Injection;
  /** That of its files which the program reads only where nobody but root can have written it. */
  readonly fileOfRoot?: string;
  /** Where the worktree has a file or folder of this name, the program must not be told to report. */
  readonly notBeside?: string;
}

export const NO_INJECTION: Injection = { args: [], env: {}, files: [] };

/** The shell expands the variable in the agent's window: so the text is the same for every window. */
export function reportCommand(event: Event): string {
  return `sh "$PANE_REPORT" ${event}`;
}

/** The form that claude, gemini and qwen share; `shown`: what gemini shows while the hook runs. */
export function hooksJson(events: Events, shown: { readonly name?: string } = {}): string {
  const hooks = Object.entries(events).map(([name, event]) => [
    name,
    [{ hooks: [{ type: 'command', command: reportCommand(event), ...shown }] }],
  ]);
  return JSON.stringify({ hooks: Object.fromEntries(hooks) });
}
