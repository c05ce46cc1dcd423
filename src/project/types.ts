/**
 * How a project is found: the part that the requests of all use-cases share.
 */
export interface ProjectOptions {
  /** `-f FILE`, as given; undefined: `PANE_CONFIG`, else discovered. */
  readonly file?: string | undefined;
}
