/**
 * What `pane` here and `pane rpc` on a host say to each other: one JSON document in each line. The host says hello first,
 * then the caller says which project it means, then come requests, side by side, and their answers. Pure.
 */
import * as c from '../codec.ts';
import { parseBranchName } from '../ids.ts';
import { sentFiles } from '../records/sent-file.ts';
import { commitId, sentStarts } from '../records/sent-start.ts';

/** Goes up with each change that an older `pane` would not understand. */
export const PROTOCOL = 4;

/** Of one line. A file with its prompts is the largest thing that is sent. */
export const MOST_LINE = 96 * 1024 * 1024;

/** How often the host says that it is there while a request is carried out, in ms. */
export const BEAT_MS = 1000;

/** Random, made by the caller: 32 hexadecimal digits. */
const requestId = c.parsed((text) => (/^[a-f0-9]{32}$/.test(text) ? text : null));

const identity = c.object({ id: c.text, name: c.text });

/** A machine: a random id of its own, and what it is called. */
export type Identity = c.Checked<typeof identity>;

const hello = c.object({
  pane: c.oneOf('rpc'),
  protocol: c.number,
  version: c.text,
  machine: identity,
});

/** The first line of the host. What is before it comes from the login there, and means nothing. */
export type Hello = c.Checked<typeof hello>;

/** Of another protocol it may have other keys. */
const anyHello = c.object({ pane: c.oneOf('rpc'), protocol: c.number, version: c.text });

const opening = c.object({
  protocol: c.number,
  version: c.text,
  sender: identity,
  /** The clone, as the caller's file has it. */
  path: c.text,
  /** The project's name there. */
  project: c.text,
});

/** The first line of the caller. */
export type Opening = c.Checked<typeof opening>;

const fileRequest = c.object({
  id: requestId,
  do: c.oneOf('file'),
  text: c.text,
  /** SHA-256 of the text: what was approved. */
  digest: c.text,
  /** The patterns of `.worktreeinclude` that were approved. */
  include: c.list(c.text),
  takeOver: c.boolean,
  /** Where those of its tasks start that are not made yet; of any other it stays as it was sent before. */
  starts: sentStarts,
  /** What `send_files` of the tasks with starts comes to, and of no others. */
  files: sentFiles,
});
const planRequest = c.object({
  id: requestId,
  do: c.oneOf('plan'),
  text: c.text,
  tasks: c.list(c.text),
  fresh: c.boolean,
  yes: c.boolean,
  starts: sentStarts,
});
const startsRequest = c.object({
  id: requestId,
  do: c.oneOf('starts'),
  tasks: c.list(c.object({ name: c.text, onto: c.text })),
  starts: sentStarts,
});
/** Commits are to come from the caller, over an `ssh` of their own. */
const takeRequest = c.object({
  id: requestId,
  do: c.oneOf('take'),
  commits: c.list(commitId),
  /** Where the caller's histories begin; none: it does not know. */
  roots: c.list(commitId),
});
const runRequest = c.object({
  id: requestId,
  do: c.oneOf('run'),
  command: c.text,
  words: c.list(c.text),
  /** Base64. */
  stdin: c.text,
  /** It changes something: it is carried out once, and goes on when the connection is gone. */
  changes: c.boolean,
  /** What it does is told as it does it. */
  events: c.optional(c.boolean),
});
const keepRequest = c.object({
  id: requestId,
  do: c.oneOf('keep'),
  command: c.text,
  words: c.list(c.text),
});
/** What `doctor` finds for a file that need not have been sent. */
const checkRequest = c.object({ id: requestId, do: c.oneOf('check'), text: c.text });
const aboutRequest = c.object({ id: requestId, do: c.oneOf('about') });

/** What tasks have come to; none: all that there are. */
const resultsRequest = c.object({ id: requestId, do: c.oneOf('results'), tasks: c.list(c.text) });
/** Commits are to go to the caller, over an `ssh` of their own. */
const giveRequest = c.object({ id: requestId, do: c.oneOf('give') });

const request = c.either(
  c.either(
    c.either(c.either(fileRequest, planRequest), c.either(startsRequest, takeRequest)),
    c.either(resultsRequest, giveRequest),
  ),
  c.either(c.either(runRequest, keepRequest), c.either(aboutRequest, checkRequest)),
);

export type Request = c.Checked<typeof request>;
export type FileRequest = c.Checked<typeof fileRequest>;
export type PlanRequest = c.Checked<typeof planRequest>;
export type RunRequest = c.Checked<typeof runRequest>;
export type KeepRequest = c.Checked<typeof keepRequest>;
export type StartsRequest = c.Checked<typeof startsRequest>;
export type ResultsRequest = c.Checked<typeof resultsRequest>;
export type TakeRequest = c.Checked<typeof takeRequest>;

type WithoutId<R> = R extends Request ? Omit<R, 'id'> : never;

/** As the caller makes it; the id comes when it is sent. */
export type Asked = WithoutId<Request>;

const fault = c.object({ code: c.text, message: c.text, hint: c.nullable(c.text) });

const opened = c.object({ clone: c.text, hasList: c.boolean });

export type Opened = c.Checked<typeof opened>;

const answer = c.object({
  /** Absent: it is about the connection as a whole. */
  id: c.optional(c.text),
  /** The clone was found: its identity, and whether a list was sent to it. */
  open: c.optional(opened),
  /** What the command printed, base64. */
  out: c.optional(c.text),
  err: c.optional(c.text),
  /** What it is doing, as an event; nothing depends on it. */
  event: c.optional(c.anything),
  /** It has ended, with this result. */
  end: c.optional(c.anything),
  error: c.optional(fault),
  /** Nothing but that somebody is there. */
  beat: c.optional(c.number),
});

export type Answer = c.Checked<typeof answer>;

/** Of a `file`. */
const filed = c.object({
  /** Another computer sent the list that is there, and it was not replaced; null: it was. */
  held: c.nullable(c.object({ by: c.text, at: c.text })),
});

export const parseHello = c.decoder(hello);
export const parseAnyHello = c.decoder(anyHello);
export const parseOpening = c.decoder(opening);
export const parseRequest = c.decoder(request);
export const parseAnswer = c.decoder(answer);

function checked<T>(check: c.Check<T>): (value: unknown) => T | null {
  return (value) => {
    const found = check(value);
    return found === c.wrong ? null : found;
  };
}

export const asFiled = checked(filed);
/** An exit code. */
export const asCode = checked(c.number);
const startsThere = c.object({
  /** Tasks that have a worktree there: they start nowhere any more. */
  made: c.list(c.text),
  /** Commits that are not there, or not with all that belongs to them. */
  lacks: c.list(c.text),
  /** Tasks whose branch is there and has not what it has where the file is. */
  diverged: c.list(c.object({ task: c.text, branch: c.text, at: c.text })),
});

/** Of a `starts`. */
export type StartsThere = c.Checked<typeof startsThere>;
export const asStarts = checked(startsThere);
const taskResult = c.object({
  task: c.text,
  branch: c.parsed(parseBranchName),
  /** What the branch is at. */
  commit: commitId,
  /** Where HEAD is, on no branch, as in the middle of a rebase; null: it is on the branch. */
  detached: c.nullable(commitId),
  /** Uncommitted and untracked files; null: not known. */
  changed: c.nullable(c.number),
});

/** Of a task that has a worktree there. */
export type TaskResult = c.Checked<typeof taskResult>;
export const asResults = checked(c.object({ results: c.list(taskResult) }));
/** What a line begins with by which a command tells what it does. */
export const TOLD_MARK = '\u001e';
/** What a call of git prints before git itself does. */
export const GIT_MARK = '{"pane":"git"}';
/** Of a `keep`, and of what is kept likewise. */
export const asKept = checked(c.object({ token: c.text }));

/** Of a `check`. */
export const asFindings = checked(
  c.object({
    findings: c.list(
      c.object({
        level: c.oneOf('ok', 'note', 'warning', 'error'),
        about: c.text,
        message: c.text,
        hint: c.nullable(c.text),
      }),
    ),
  }),
);

const about = c.object({
  node: c.nullable(c.text),
  git: c.nullable(c.text),
  tmux: c.nullable(c.text),
  /** A digest of the `pane` that answers. */
  build: c.optional(c.text),
  /** Of the last minute, and the number of processors. */
  load: c.number,
  processors: c.number,
});

export type About = c.Checked<typeof about>;
export const asAbout = checked(about);

export function formatLine(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
