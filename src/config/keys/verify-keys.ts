/**
 * The keys of `verify`, and what they come to. Pure.
 */
import { duration, milliseconds } from './duration.ts';
import { type Data, type InnerKeys, key, mapOf, type Zod } from './key.ts';
import { count, optional, text, texts } from './schemas.ts';

const commands = (z: Zod) =>
  z.union([text(z), texts(z)], { error: 'expected a command or a list of commands' });

export const verifyKeys = {
  run: key(optional(commands), {
    text: 'Commands that prove the work good; `sh` runs them in the worktree, in order, and the first that fails ends the check',
    default: [],
    risk: null,
  }),
  timeout: key(duration, {
    text: 'How long all of them may take',
    default: '15m',
    risk: null,
  }),
  retries: key(optional(count(0, 20)), {
    text: 'How often the agent is told of a failed check and goes on; then the task is `stuck`',
    default: 3,
    risk: null,
  }),
  settle: key(duration, {
    text: 'How long the agent must be idle before its work is checked',
    default: '20s',
    risk: null,
  }),
} satisfies InnerKeys;

type Map = Data<typeof verifyKeys>;

/** How a task's work is checked. */
export interface Verify {
  /** Not empty. */
  readonly run: readonly string[];
  readonly timeoutMs: number;
  readonly retries: number;
  readonly settleMs: number;
}

const EXPECTED = { error: 'expected a command, a list of commands, { run: [COMMAND] } or false' };

/** A command, several, a map of keys, or `false`: none. */
export const verify = (z: Zod) =>
  z.union(
    [
      text(z),
      z.array(text(z)).check(z.minLength(1, EXPECTED)),
      mapOf(verifyKeys)(z),
      z.boolean().check(z.refine((written) => !written, EXPECTED)),
    ],
    EXPECTED,
  );

/** Null: nothing is checked. */
export function resolveVerify(written: string | readonly string[] | Map | boolean): Verify | null {
  if (typeof written === 'boolean') return null;
  const map: Map = isMap(written) ? written : { run: listed(written) };
  const run = listed(map.run ?? verifyKeys.run.default);
  if (run.length === 0) return null;
  return {
    run,
    timeoutMs: milliseconds(map.timeout ?? verifyKeys.timeout.default),
    retries: map.retries ?? verifyKeys.retries.default,
    settleMs: milliseconds(map.settle ?? verifyKeys.settle.default),
  };
}

function isMap(written: string | readonly string[] | Map): written is Map {
  return typeof written === 'object' && !Array.isArray(written);
}

function listed(commands: string | readonly string[]): string[] {
  return typeof commands === 'string' ? [commands] : [...commands];
}
