/**
 * Who a process is, beyond its number: numbers are used again, so a claim names the start time, the boot
 * and the host too. A claim can outlive its process; this tells whether it did.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isErrno, PaneError } from '../errors.ts';

/** Names one process of one boot of one host. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Linux: clock ticks since boot (proc(5), field 22 of stat); macOS: the date `ps` prints. */
  readonly start: string;
  readonly boot: string;
  /** Host name and, on Linux, the process namespace: a container on the same host is another place. */
  readonly host: string;
}

export type Liveness = 'alive' | 'dead' | 'elsewhere';

const UNKNOWN_BOOT = 'unknown';

let here: { readonly boot: string; readonly host: string } | null = null;

/** No such process or no `/proc`; another user's is none of ours. Anything else is no answer, and must not read as dead. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ESRCH', 'EACCES', 'EPERM'];

function readOr(path: string, other: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (isErrno(error, ...ABSENT)) return other;
    throw error;
  }
}

/** Boot and host of this process. */
export function thisPlace(): { readonly boot: string; readonly host: string } {
  if (here !== null) return here;
  const boot = readOr('/proc/sys/kernel/random/boot_id', '') || bootOfMac();
  let namespace = '';
  try {
    namespace = `/${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    // no process namespaces here
  }
  here = { boot, host: `${hostname().replace(/\s/g, '')}${namespace}` };
  return here;
}

function bootOfMac(): string {
  try {
    return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], {
      encoding: 'utf8',
      timeout: 10_000,
    }).trim();
  } catch {
    return UNKNOWN_BOOT;
  }
}

/** The start time of a running process, null if there is none of that number. */
export function startTime(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`, '');
  if (stat !== '') {
    const [state, ...fields] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    // A zombie has ended; where nobody collects it, as in a container without an init, it stays for good.
    return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
  }
  if (readOr('/proc/self/stat', '') !== '') return null;
  try {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env,
      timeout: 10_000,
    });
    return text.trim().replace(/\s+/g, '_') || null;
  } catch (error) {
    if (isErrno(error, 'ETIMEDOUT')) throw error;
    return null; // ps exits with 1 for a process that is not there
  }
}

/** @throws {PaneError} `failed` where the start time can't be told: others would take a claim without it for a dead one's. */
export function identityOf(pid: number): ProcessIdentity {
  const start = startTime(pid);
  if (start !== null) return { pid, start, ...thisPlace() };
  throw new PaneError(
    'failed',
    `could not find out when process ${pid} was started: it has ended, or neither /proc nor ps works`,
    {
      hint: 'Mount /proc, or install ps.',
    },
  );
}

/** The host's name, and the number of the process namespace there. */
function placeOf(host: string): { readonly name: string; readonly namespace: string } {
  const [, name = host, namespace = ''] = /^(.*)\/([^/]*)$/.exec(host) ?? [];
  return { name, namespace };
}

/**
 * A host may be renamed while it runs: of one boot, the process namespace alone tells the place. Namespaces are numbered anew
 * with each boot, so of another boot the name tells it: nothing has outlived that.
 */
function isHere(who: ProcessIdentity): boolean {
  const here = thisPlace();
  if ([who.boot, here.boot].includes(UNKNOWN_BOOT)) return who.host === here.host;
  const [then, now] = [placeOf(who.host), placeOf(here.host)];
  return who.boot === here.boot ? then.namespace === now.namespace : then.name === now.name;
}

/** `elsewhere`: on another host, or in another container of this boot, so that it can't be known from here. */
export function liveness(who: ProcessIdentity): Liveness {
  if (!isHere(who)) return 'elsewhere';
  if (who.boot !== thisPlace().boot) return 'dead';
  const start = startTime(who.pid);
  return start !== null && start === who.start ? 'alive' : 'dead';
}
