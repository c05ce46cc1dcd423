/**
 * The process table: who is in which session and group, and who carries a variable. Reads only.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isErrno } from '../errors.ts';
import { baseName } from '../paths.ts';

export interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** The session's leader. */
  readonly session: number;
  /** The group in front on its terminal, -1 or 0 where it has none. */
  readonly foreground: number;
  readonly zombie: boolean;
  /** Of its program, without the folder. */
  readonly name: string;
}

/** Null where the process has ended between the listing and the look. */
function parseStat(text: string): Row | null {
  const end = text.lastIndexOf(')');
  const [state, parent, group, session, , foreground] = text.slice(end + 2).split(' ', 6);
  if (foreground === undefined) return null;
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    foreground: Number(foreground),
    zombie: state === 'Z' || state === 'X',
    name: text.slice(text.indexOf('(') + 1, end),
  };
}

function readOr(path: string, other: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return other; // it ended, or is another user's
  }
}

/** macOS has none. */
function hasProc(): boolean {
  return existsSync('/proc/self/stat');
}

function processNumbers(): number[] | null {
  try {
    const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return numbers.length === 0 ? null : numbers.map(Number);
  } catch {
    return null;
  }
}

function ps(columns: string): string {
  return execFileSync('ps', ['-axwwo', columns], { encoding: 'utf8', timeout: 10_000 });
}

/**
 * `ps` knows no session number on macOS: there the tree below a leader stands for its session. Names are whole paths
 * there.
 */
function tableOfPs(): Row[] {
  const rows = ps('pid=,ppid=,pgid=,tpgid=,stat=,comm=')
    .split('\n')
    .flatMap((line): Row[] => {
      const [pid, parent, group, foreground, state, ...name] = line.trim().split(/\s+/);
      if (state === undefined) return [];
      const row = { pid: Number(pid), parent: Number(parent), group: Number(group), session: 0 };
      const rest = { foreground: Number(foreground), zombie: state.startsWith('Z') };
      return [{ ...row, ...rest, name: baseName(name.join(' ')) }];
    });
  const parents = new Map(rows.map(({ pid, parent }) => [pid, parent]));
  const leaderOf = (pid: number): number => {
    const parent = parents.get(pid) ?? 0;
    const isLeader = rows.some((row) => row.pid === parent && row.name.includes('tmux'));
    return isLeader || parent <= 1 ? pid : leaderOf(parent);
  };
  return rows.map((row) => ({ ...row, session: leaderOf(row.pid) }));
}

function rowsOfProc(numbers: readonly number[]): Row[] {
  return numbers.flatMap((pid) => parseStat(readOr(`/proc/${pid}/stat`, '')) ?? []);
}

export function processTable(): Row[] {
  const numbers = processNumbers();
  return numbers === null ? tableOfPs() : rowsOfProc(numbers);
}

/** What is there of these processes. On Linux it costs far less than a look at all. */
export function rowsOf(pids: readonly number[]): Row[] {
  if (pids.length === 0 || hasProc()) return rowsOfProc(pids);
  return tableOfPs().filter(({ pid }) => pids.includes(pid));
}

/** An environment with a zero byte at each side of each entry: a search finds whole ones, and none has to be cut out. */
function environmentOf(pid: number): string {
  return `\0${readOr(`/proc/${pid}/environ`, '')}\0`;
}

/** Whether its environment holds `NAME=value`; no where it can't be read (other users', macOS). */
export function carries(pid: number, name: string, value: string): boolean {
  return environmentOf(pid).includes(`\0${name}=${value}\0`);
}

/**
 * Its working directory, without symbolic links; empty for one that has ended. Null where it can't be told (other
 * users', macOS).
 */
export function directoryOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    return isErrno(error, 'ENOENT', 'ESRCH') && hasProc() ? '' : null;
  }
}

/** The words of their command lines; none of one that has ended. `ps` cuts at each space. */
export function argumentsOf(pids: readonly number[]): ReadonlyMap<number, readonly string[]> {
  if (pids.length === 0 || hasProc())
    return new Map(pids.map((pid) => [pid, readOr(`/proc/${pid}/cmdline`, '').split('\0').slice(0, -1)]));
  const lines = ps('pid=,args=').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [pid, ...words] = line.trim().split(/\s+/);
      return pids.includes(Number(pid)) ? [[Number(pid), words]] : [];
    }),
  );
}

/** Processes whose environment holds `NAME=value`; none where it can't be read (other users', macOS). */
export function carriersOf(name: string, value: string): number[] {
  return (processNumbers() ?? []).filter((pid) => carries(pid, name, value));
}

/** The same for every value of the variable, with the names of the processes, in one look. */
export function allCarriersOf(
  name: string,
): ReadonlyMap<string, readonly { readonly pid: number; readonly name: string }[]> {
  const found = new Map<string, { pid: number; name: string }[]>();
  const wanted = `\0${name}=`;
  for (const pid of processNumbers() ?? []) {
    const environment = environmentOf(pid);
    const begin = environment.indexOf(wanted);
    if (begin === -1) continue;
    const value = environment.slice(begin + wanted.length, environment.indexOf('\0', begin + 1));
    const carrier = { pid, name: readOr(`/proc/${pid}/comm`, '?').trimEnd() };
    found.set(value, [...(found.get(value) ?? []), carrier]);
  }
  return found;
}
