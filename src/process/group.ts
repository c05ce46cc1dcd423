/**
 * Programs that are started beside what we do, each the leader of a process group, so that all that it starts can
 * be ended with it.
 */
import { spawn } from 'node:child_process';
import { isErrno } from '../errors.ts';
import { missingProgram } from './command.ts';

export interface GroupOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Group {
  /** Of its leader, and so of the group; null: it could not be started. */
  readonly pid: number | null;
  /** When the leader has ended: what was wrong, null: nothing. */
  readonly fault: Promise<string | null>;
}

/** Of what it says on standard error. */
const MOST_CHARACTERS = 300;
/** What it has written may come after its end; what it left running may hold the pipe for ever. */
const LAST_WORDS_MS = 100;

export function startGroup([file = '', ...args]: readonly string[], { cwd, env }: GroupOptions): Group {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(0, MOST_CHARACTERS);
  });
  const fault = new Promise<string | null>((resolve) => {
    child.once('error', (error) => {
      resolve(isErrno(error, 'ENOENT') ? missingProgram(file).message : error.message);
    });
    child.once('exit', (code, signal) => {
      const tell = (): void => {
        child.stderr.destroy();
        const how = code === null ? `ended by ${signal}` : `exit code ${code}`;
        resolve(code === 0 ? null : [how, said.trim()].filter((text) => text !== '').join(': '));
      };
      child.once('close', tell);
      setTimeout(tell, LAST_WORDS_MS).unref();
    });
  });
  return { pid: child.pid ?? null, fault };
}
