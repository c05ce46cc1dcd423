/**
 * The keys of an entry of `agents`. `agents/resolve-agent.ts` makes an agent of them. Pure.
 */
import type { AgentSpec } from '../../agents/agent.ts';
import { reportKinds } from '../../agents/presets.ts';
import { type InnerKeys, key, mapOf, type Zod } from './key.ts';
import { anyTexts, count, env, flag, oneOf, optional, patterns, text } from './schemas.ts';

const command = (z: Zod) => z.union([text(z), z.array(text(z)).check(z.minLength(1))]);

const promptKeys = {
  flag: key(text, { text: 'The option that the prompt follows', risk: 'elsewhere' }),
  file: key(text, { text: 'The option that the path of a file with the prompt follows', risk: 'elsewhere' }),
} satisfies InnerKeys;

/** A task's `prompt` is a text; an agent's says how the text reaches it. */
const prompt = (z: Zod) =>
  z.union(
    [
      z.enum(['argument', 'stdin', 'paste', 'none']),
      z.strictObject({ flag: text(z) }),
      z.strictObject({ file: text(z) }),
    ],
    { error: 'expected argument, stdin, paste, none, { flag: --OPTION } or { file: --OPTION }' },
  );

export const screenKeys = {
  waiting: key(optional(patterns), { text: 'Matches while the agent waits for the user', risk: 'elsewhere' }),
  working: key(optional(patterns), { text: 'Matches while it works', risk: 'elsewhere' }),
  limited: key(optional(patterns), {
    text: 'Matches an error that says that a limit of its vendor was reached, or that nobody there answers',
    risk: 'elsewhere',
  }),
  stuck: key(optional(patterns), {
    text: 'Matches any error that ended its turn; one whose words tell of a limit or a login counts as such',
    risk: 'elsewhere',
  }),
  idle: key(optional(patterns), { text: 'Matches when its turn is over', risk: 'elsewhere' }),
} satisfies InnerKeys;

export const agentKeys = {
  command: key(optional(command), {
    text: 'A string is run by `sh`, with the arguments added; a list is run directly',
    more: 'The string is run as `sh -c \'STRING "$@"\'`, as git runs aliases',
    defaultText: "the preset's",
    risk: 'elsewhere',
  }),
  args: key(optional(anyTexts), {
    text: 'Options after the command and before the prompt',
    default: [],
    risk: 'elsewhere',
  }),
  prompt: key(optional(prompt), {
    text: 'How the prompt reaches the program: `argument`, `stdin`, `paste`, `none`, `{ flag: --OPTION }` or `{ file: --OPTION }`',
    more: 'See below',
    defaultText: "the preset's, else `argument`",
    keys: promptKeys,
    risk: 'elsewhere',
  }),
  session: key(optional(anyTexts), {
    text: 'Arguments that begin a conversation with an id that `pane` chooses and remembers; `{id}` is filled in',
    defaultText: "the preset's, else none",
    risk: 'elsewhere',
  }),
  resume: key(optional(anyTexts), {
    text: 'Arguments that resume a conversation: the one of `{id}`, or without `{id}` the latest in the worktree',
    more: 'If the agent has none, a window that opens again starts it without a prompt',
    defaultText: "the preset's, else none",
    risk: 'elsewhere',
  }),
  reports: key(optional(oneOf(...reportKinds, 'none')), {
    text: `How \`pane\` makes the program report what it does: as ${reportKinds.map((name) => `\`${name}\``).join(', ')}, or \`none\``,
    more: '`pane` does so at each launch; these are the presets with *events* in [agents.md](agents.md)',
    defaultText: "the preset's, else `none`",
    risk: null,
  }),
  screen: key(optional(mapOf(screenKeys)), {
    text: 'Regular expressions that say what the agent does, by the last lines of its screen',
    more: 'They count for what the agent does not report; the first match of these counts. Rules that take longer than a second are ignored, and `status` says so',
    defaultText: "the preset's, else none",
    keys: screenKeys,
    risk: 'elsewhere',
  }),
  max_active: key(optional(count(1, 1000)), {
    text: "How many tasks of this agent may be at work at once, beside the project's `max_active`",
    defaultText: 'none',
    risk: null,
  }),
  one_shot: key(optional(flag), {
    text: 'The program ends with its turn: exit code 0 means that the turn is over. A window that is lost after that is not opened again',
    defaultText: '`true` for `claude -p` and `codex exec`, else `false`',
    risk: null,
  }),
  env: key(optional(env), {
    text: "Environment variables; they win over the window's",
    default: {},
    merge: 'maps',
    risk: 'elsewhere',
  }),
} satisfies InnerKeys & Record<keyof AgentSpec, unknown>;
