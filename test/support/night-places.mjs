/**
 * Who held a place of `max_active` whenever a task was admitted, counted from the events of a night alone. Pure.
 */

/** Those of a task that ended are followed by a restart, in these nights. */
const HOLDING = ['setup', 'starting', 'running', 'working', 'verifying', 'unknown', 'exited'];
/** For some time only. */
const ASKING = ['waiting', 'limited'];
/** A task with such a state is as it was before: it is told late that nothing was made yet, or its window was lost. */
const SAME = ['pending', 'queued', 'stopped'];
/** After it began, an agent that nobody checks is taken for one that is about to work, though it is idle. */
const BEGINS_MS = 60_000;

/** The states that an event tells, by task. */
export function statesIn(event) {
  if (event.kind === 'first-look') return event.states;
  return event.kind === 'task-state' ? { [event.task]: event.state } : {};
}

/**
 * One who is not the watcher admits by what nobody has told yet: by the next state that is told, each of `names` may have
 * left the one before.
 */
function nextStates(events, names) {
  const found = {};
  for (const event of events) {
    for (const [task, state] of Object.entries(statesIn(event)))
      if (!SAME.includes(state)) found[task] ??= state;
    if (names.every((name) => found[name] !== undefined)) break;
  }
  return found;
}

/**
 * A task that is made again, because whoever made it was killed, was admitted before.
 *
 * @param events of a project, from its beginning on
 * @param rules `isChecked`: whether a task has `verify`; `heldMs`: how long a question or a limit surely holds its place
 * @returns of each admission its time, the task, and who held a place then with it
 */
export function admissions(events, { isChecked, heldMs }) {
  const tasks = new Map();
  const watchers = new Set(
    events.filter(({ kind }) => kind === 'watcher-started' || kind === 'task-state').map(({ pid }) => pid),
  );

  const lastChecks = new Map(
    events.flatMap((event, index) => (event.kind === 'check-ended' ? [[event.task, index]] : [])),
  );

  const holds = ({ name, state, since, begunAt, hasTurned, isOver }, at) => {
    if (isOver) return false;
    if (state === null || HOLDING.includes(state)) return true;
    // That its turn has ended may never be told, where that was between two watchers.
    if (state === 'idle') return isChecked(name) || (!hasTurned && at - begunAt < BEGINS_MS);
    return ASKING.includes(state) && at - since < heldMs;
  };

  const found = [];
  let looked = 0;
  for (const [index, event] of events.entries()) {
    const at = Date.parse(event.time);
    const isMade = event.kind === 'operation-begun' && event.operation === 'create-worktree';
    if (isMade && !tasks.has(event.task)) {
      const { task } = event;
      tasks.set(task, { name: task, state: null, since: at, begunAt: at, hasTurned: false, isOver: false });
      const names = [...tasks.keys()];
      const next = watchers.has(event.pid) ? {} : nextStates(events.slice(index), names);
      const isHeld = (one) =>
        holds(one, at) && (next[one.name] === undefined || holds({ ...one, state: next[one.name] }, at));
      const all = [...tasks.values()];
      found.push({
        at,
        task,
        holding: all.filter((one) => one.name === task || isHeld(one)).map(({ name }) => name),
      });
    }
    const turned = event.kind === 'turn-ended' ? tasks.get(event.task) : undefined;
    if (turned !== undefined) turned.hasTurned = true;
    // What came of it may never be told, where watcher or server are lost then.
    const checked = lastChecks.get(event.task) === index ? tasks.get(event.task) : undefined;
    if (checked !== undefined) checked.isOver = true;
    for (const [name, state] of Object.entries(statesIn(event))) {
      const task = tasks.get(name);
      if (task === undefined || SAME.includes(state) || task.state === state) continue;
      // What a watcher sees first was so at some time since one has looked before.
      Object.assign(task, { state, since: event.kind === 'first-look' ? looked : at });
    }
    if (event.kind === 'first-look' || event.kind === 'task-state') looked = at;
  }
  return found;
}
