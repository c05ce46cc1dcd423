/**
 * The keys of a host: another machine with a clone of the repository, reached by ssh. Pure.
 */
import { type Data, type InnerKeys, key, mapOf, type Zod } from './key.ts';
import { count, optional } from './schemas.ts';
import { slurmKeys } from './slurm-keys.ts';

/** A name for the host: in messages, and as a word of a command line. */
export const hostName = (z: Zod) =>
  z.string().check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, {
      error:
        'not a valid name of a host: a letter or digit, then letters, digits, ".", "_" or "-", at most 50',
    }),
  );

/** It is one word of ssh's command line, and must not be taken for an option of ssh's. */
const destination = (z: Zod) =>
  z.string().check(
    z.regex(/^[^-\s\p{Cc}][^\s\p{Cc}]{0,199}$/u, {
      error:
        'not a destination for ssh: it must not begin with "-" or hold blanks or control characters, and has at most 200 characters',
    }),
  );

const clonePath = (z: Zod) =>
  z.string().check(
    z.regex(/^(\/|~\/|~$)[^\p{Cc}]{0,1000}$/u, {
      error: 'expected an absolute path on the host, or one that begins with ~/',
    }),
  );

const userName = (z: Zod) =>
  z.string().check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/, {
      error: 'expected a letter or digit, then letters, digits, ".", "_" or "-", at most 30',
    }),
  );

export const hostKeys = {
  ssh: key(destination, {
    text: 'Where `ssh` connects to: a name of `~/.ssh/config`, `HOST` or `USER@HOST`',
    defaultText: 'required',
    risk: null,
  }),
  path: key(clonePath, {
    text: 'The clone of this repository on the host: absolute, or from `~/`',
    defaultText: 'required',
    risk: null,
  }),
  as: key(optional(userName), {
    text: 'Your name on the host, so that several people can use one clone and account there',
    defaultText: 'your login name here',
    risk: null,
  }),
  max_active: key(optional(count(1, 1000)), {
    text: 'How many tasks may be at work at once on the host',
    defaultText: "the project's `max_active`, counted for each host",
    risk: null,
  }),
  slurm: key(optional(mapOf(slurmKeys)), {
    text: 'The host is the login node of a Slurm cluster: each task runs as a job there. `{}`: with its defaults',
    more: 'See [slurm.md](slurm.md)',
    defaultText: 'none: tasks run on the host itself',
    merge: 'maps',
    keys: slurmKeys,
    risk: null,
  }),
} satisfies InnerKeys;

/** A host as the file has it. */
export type HostData = Readonly<Data<typeof hostKeys>>;
