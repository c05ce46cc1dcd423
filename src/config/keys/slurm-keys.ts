/**
 * The keys of `slurm`: what `sbatch` is told of each task's job. Pure.
 */
import { type Data, type InnerKeys, key, mapOf, type Zod } from './key.ts';
import { count, listOf, optional } from './schemas.ts';

const partition = (z: Zod) =>
  z.string().check(
    z.regex(/^[A-Za-z0-9_][A-Za-z0-9_.,-]{0,199}$/, {
      error: 'not a name of a partition, nor several with commas between them',
    }),
  );

const time = (z: Zod) =>
  z.string().check(
    z.regex(/^(\d{1,6}(:\d{2}){0,2}|\d{1,4}-\d{1,2}(:\d{2}){0,2})$/, {
      error: 'expected a time as sbatch takes it, in quotes: "MINUTES", "HH:MM:SS" or "DAYS-HH:MM:SS"',
    }),
  );

const mem = (z: Zod) =>
  z.string().check(z.regex(/^[1-9]\d{0,8}[KMGT]$/, { error: 'expected an amount of memory: 800M, 16G' }));

/** What decides how `pane` finds the job again, and ends it; sbatch takes abbreviations too. */
const RESERVED = [
  'array',
  'chdir',
  'clusters',
  'error',
  'export',
  'export-file',
  'get-user-env',
  'help',
  'input',
  'job-name',
  'nodes',
  'no-requeue',
  'ntasks',
  'open-mode',
  'output',
  'parsable',
  'quiet',
  'requeue',
  'signal',
  'test-only',
  'usage',
  'verbose',
  'version',
  'wait',
  'wrap',
];
const WITHOUT_VALUE = ['contiguous', 'exclusive', 'hold', 'overcommit', 'oversubscribe', 'spread-job'];

/** One option in one word: a word of its own could become the script. */
function isOption(word: string): boolean {
  const [, name, value] = /^--([a-z][a-z0-9-]*)(=[^\p{Cc}]{1,1000})?$/u.exec(word) ?? [];
  if (name === undefined || RESERVED.some((each) => each.startsWith(name))) return false;
  return value !== undefined || WITHOUT_VALUE.includes(name);
}

const option = (z: Zod) =>
  z.string().check(
    z.refine(isOption, {
      error:
        'expected one option of sbatch in one word, as --gres=gpu:1, and none that `pane` sets itself or that changes how a job is found',
    }),
  );

export const slurmKeys = {
  partition: key(optional(partition), {
    text: 'Where the jobs run, as `sbatch --partition`',
    defaultText: "the cluster's",
    risk: null,
  }),
  time: key(optional(time), {
    text: 'Time limit of a job, as `sbatch --time`: `"08:00:00"`',
    more: 'The agent is stopped cleanly shortly before; `pane up` goes on in a new job',
    defaultText: "the partition's",
    risk: null,
  }),
  cpus: key(optional(count(1, 10_000)), {
    text: 'Processors of a job, as `sbatch --cpus-per-task`',
    defaultText: "the cluster's",
    risk: null,
  }),
  mem: key(optional(mem), {
    text: 'Memory of a job, as `sbatch --mem`: `16G`',
    defaultText: "the cluster's",
    risk: null,
  }),
  args: key(optional(listOf(option)), {
    text: 'Further options of `sbatch`, each in one word: `--gres=gpu:1`',
    default: [],
    risk: null,
  }),
} satisfies InnerKeys;

export type SlurmData = Readonly<Data<typeof slurmKeys>>;

const EXPECTED = { error: 'expected a map of keys, {} or false' };

export const slurmOrNone = (z: Zod) =>
  z.union([mapOf(slurmKeys)(z), z.boolean().check(z.refine((written) => !written, EXPECTED))], EXPECTED);

/** Null: tasks run on this machine itself. */
export function resolveSlurm(written: SlurmData | boolean): SlurmData | null {
  return typeof written === 'boolean' ? null : written;
}

/** The words of `sbatch`'s command line. */
export function sbatchOptions({ partition, time, cpus, mem, args }: SlurmData): string[] {
  return [
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
    ...(mem === undefined ? [] : [`--mem=${mem}`]),
    ...(args ?? slurmKeys.args.default),
  ];
}
