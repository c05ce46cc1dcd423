/**
 * In which tmux session the windows of a project go: a session belongs to one project. Pure. Decided from nothing but
 * the marks on the server, so that there is no record that could go stale.
 */
import type { Config } from '../config/config.ts';
import { alternativeName } from '../config/session-name.ts';
import type { ProjectId } from '../ids.ts';
import { decodePlace } from '../records/place.ts';
import type { TmuxPane, TmuxServer } from '../tmux/panes.ts';
import { type Known, orNull } from './known.ts';
import { panesIn } from './snapshot.ts';

export interface Session {
  /** As tmux knows it, or will. */
  readonly name: string;
  /** Which other project has the session that the file names, a sentence; null: none has. */
  readonly note: string | null;
  /** Why no window can be opened, a sentence with the way out; null: they can. */
  readonly conflict: string | null;
}

/** What the choice depends on, beside the server. */
export interface SessionWish {
  readonly projectId: ProjectId;
  readonly config: Pick<Config, 'session' | 'sessionIsFixed'>;
}

/** Another project that made the session, or has windows in it: its file, or its id. Null: none. */
function otherIn(panes: readonly TmuxPane[], project: ProjectId): string | null {
  const [first] = panes;
  const maker = first?.sessionOf ?? null;
  const others = panes.filter((pane) => pane.project !== null && pane.project !== project);
  const [other] = others;
  if (other !== undefined) return decodePlace(other.place)?.file ?? `the project ${other.project}`;
  return maker === null || maker === project ? null : `the project ${maker}`;
}

/**
 * The session that the file names, unless it is another project's: then one with a name of its own, in which the
 * windows stay as long as there are any, or none where the file fixes the name.
 */
export function chooseSession({ projectId, config }: SessionWish, server: TmuxServer | null): Session {
  const panesIn = (name: string) => (server?.panes ?? []).filter(({ session }) => session === name);
  const isOurs = ({ project }: TmuxPane) => project === projectId;
  const wanted = panesIn(config.session);
  const [first] = wanted;
  const isOthers = first?.sessionOf != null && first.sessionOf !== projectId;
  // What we are in already stays ours, whoever else opens windows there: but for the session of another project.
  const isHome = first?.sessionOf === projectId || (!isOthers && wanted.some(isOurs));
  const other = isHome ? null : otherIn(wanted, projectId);
  const alternative = alternativeName(config.session, projectId);
  if (other !== null) {
    const note = `the tmux session ${config.session} belongs to another project, ${other}`;
    return config.sessionIsFixed
      ? { name: config.session, note, conflict: `${note}: set another \`tmux.session\` in one of the two` }
      : { name: alternative, note: `${note}; this project uses ${alternative}`, conflict: null };
  }
  const stays = !isHome && !config.sessionIsFixed && panesIn(alternative).some(isOurs);
  return { name: stays ? alternative : config.session, note: null, conflict: null };
}

/** The same with what was observed; where tmux could not be asked, as if no other project had it. */
export function sessionOf(wish: SessionWish, tmux: Known<TmuxServer | null>): Session {
  return chooseSession(wish, orNull(tmux));
}

/**
 * Where the project's windows are, for whoever attaches: in the session for new ones, or, as long as none is there, in the
 * one that the file named when they were opened. Windows of tasks count before the watcher's.
 */
export function sessionOfWindows(wish: SessionWish, tmux: Known<TmuxServer | null>): string {
  const { name } = sessionOf(wish, tmux);
  const panes = panesIn({ tmux });
  const ours = panes.filter(({ project }) => project === wish.projectId);
  const tasks = ours.filter(({ kind }) => kind === 'task');
  const meant = tasks.length > 0 ? tasks : ours;
  return meant.some(({ session }) => session === name) ? name : (meant[0]?.session ?? name);
}
