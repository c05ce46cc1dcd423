/**
 * What is found wrong in the merged files, before it is known in which of them it stands. Pure types.
 */
export interface Fault {
  /** Keys from the top; a task by its name: `tasks`, `login`, `branch`. */
  readonly path: readonly string[];
  readonly message: string;
  /** The keys that it follows from: told only if nothing else is wrong there. */
  readonly about?: readonly string[] | undefined;
}

export type ReportFault = (fault: Fault) => void;
