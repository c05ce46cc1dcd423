/**
 * The command line of `ssh`. Whatever comes from the file is one word of it, behind `--`; the remote shell gets nothing but
 * words of ours. Pure.
 */

import { shellWords } from '../shell-words.ts';

/** What a remote shell takes as it stands. */
const PLAIN = /^[A-Za-z0-9._/-]+$/;

/** Where to, and how. */
export interface SshTarget {
  /** As the user's `ssh` takes it. */
  readonly ssh: string;
  /** Where the sockets of shared connections are; null: each call connects anew. */
  readonly sockets: string | null;
  /** How long it may take to connect, in ms. */
  readonly answerMs: number;
}

export interface SshCall {
  /** The remote command. */
  readonly words: readonly string[];
  /** With a terminal on the host. */
  readonly terminal: boolean;
}

/** How long a shared connection stays after its last use. */
const PERSIST_SECONDS = 60;

/** @throws for a word that a remote shell would interpret: none is ever made of anything from outside */
export function sshArgv(target: SshTarget, { words, terminal }: SshCall): string[] {
  const strange = words.find((word) => !PLAIN.test(word));
  if (strange !== undefined) throw new Error(`not a plain word for a remote shell: ${strange}`);
  const quiet = terminal ? ['LogLevel=ERROR'] : []; // not that a shared connection was closed
  return [...callWords(target, [terminal ? '-tt' : '-T'], quiet), ...words];
}

/**
 * Carries one connection to a port of the host over its standard input and output. Not `-L`: that would open what the
 * user's configuration forwards too, or, without `ClearAllForwardings`, nothing.
 */
export function tunnelArgv(target: SshTarget, port: number): string[] {
  return callWords(target, ['-T', '-W', `localhost:${port}`]);
}

/** Makes ssh say with which settings it would connect; it connects to nothing. */
export function settingsArgv(target: SshTarget): string[] {
  return callWords(target, ['-T', '-G']);
}

/** Of what `settingsArgv` prints: the socket of a shared connection. Null: none is shared. */
export function parseSocket(settings: string): string | null {
  const [, path = 'none'] = /^controlpath (.+)$/m.exec(settings) ?? [];
  return path === 'none' ? null : path;
}

function callWords(
  { ssh, sockets, answerMs }: SshTarget,
  options: readonly string[],
  more: readonly string[] = [],
): string[] {
  const shared = sockets === null ? null : quoted(`${sockets.replaceAll('%', '%%')}/%C`);
  const settings = [
    'BatchMode=yes',
    `ConnectTimeout=${Math.max(1, Math.ceil(answerMs / 1000))}`,
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    'ClearAllForwardings=yes',
    'RemoteCommand=none',
    ...more,
    ...(shared === null
      ? ['ControlPath=none']
      : ['ControlMaster=auto', `ControlPath=${shared}`, `ControlPersist=${PERSIST_SECONDS}`]),
  ];
  return [
    '-a', // never the agent
    '-x',
    ...options,
    ...settings.flatMap((setting) => ['-o', setting]),
    '--',
    ssh,
  ];
}

/** As ssh_config(5) takes a value with blanks. Null: it can't be said. */
function quoted(path: string): string | null {
  if (/["\n\\]/.test(path)) return null;
  return /\s/.test(path) ? `"${path}"` : path;
}

/** Of a socket's path on the systems that there are, with what `%C` and ssh's temporary name take. */
const MOST_DIRECTORY = 103 - 1 - 40 - 17;

/** Whether sockets in that directory have names that are short enough. */
export function fitsSockets(directory: string): boolean {
  return directory.length <= MOST_DIRECTORY;
}

/** How the shell there ends where it found no such program. */
export const NOT_FOUND = 127;

/** How ssh ends where there is no connection, or it is lost. */
export const NO_CONNECTION = 255;

/** What to do where ssh would ask something, or was not let in; empty: what it said tells all. */
export function wayIn({ ssh }: Pick<SshTarget, 'ssh'>, exitCode: number | null, said: string): string {
  const isBarred = /Host key verification failed|Permission denied/.test(said);
  if (exitCode !== NO_CONNECTION || !isBarred) return '';
  return `\`${shellWords(['ssh', ssh])}\` must get in without asking for anything: try it here.`;
}

/** `pane` on the host: on its PATH, else where it is mostly put. A remote command starts in the home directory. */
export const PROGRAMS = ['pane', '.local/bin/pane'] as const;
