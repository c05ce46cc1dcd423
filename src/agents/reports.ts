/**
 * How each program is told, for one launch and without touching anybody's configuration, to report its events
 * to `report.sh`. Pure: arguments, environment, and files whose text is always the same.
 */
import type { ReportKind } from './agent.ts';

/** What an event says: see `report.sh`. */
type Event = 'start' | 'working' | 'waiting' | 'idle' | 'notice' | 'reminder';

export interface ReportFile {
  /** Relative to the directory of report files. */
  readonly path: string;
  readonly text: string;
}

export interface Injection {
  /** Stand right after the conversation's arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly ReportFile[];
}

/** The shell expands the variable in the agent's window: so the text is the same for every window. */
function call(event: Event): string {
  return `sh "$PANE_REPORT" ${event}`;
}

const CLAUDE_EVENTS: Readonly<Record<string, Event>> = {
  SessionStart: 'start',
  UserPromptSubmit: 'working',
  PermissionRequest: 'waiting',
  Notification: 'reminder',
  PostToolUse: 'working',
  Stop: 'idle',
  StopFailure: 'idle',
};

const GEMINI_EVENTS: Readonly<Record<string, Event>> = {
  SessionStart: 'start',
  BeforeAgent: 'working',
  Notification: 'notice',
  AfterTool: 'working',
  AfterAgent: 'idle',
};

const QWEN_EVENTS: Readonly<Record<string, Event>> = {
  SessionStart: 'start',
  UserPromptSubmit: 'working',
  Notification: 'notice',
  PostToolUse: 'working',
  Stop: 'idle',
};

const CODEX_EVENTS: Readonly<Record<string, Event>> = {
  SessionStart: 'start',
  UserPromptSubmit: 'working',
  PermissionRequest: 'waiting',
  PostToolUse: 'working',
  Stop: 'idle',
};

const COPILOT_EVENTS: Readonly<Record<string, Event>> = {
  sessionStart: 'start',
  userPromptSubmitted: 'working',
  notification: 'notice',
  postToolUse: 'working',
  agentStop: 'idle',
};

/** The form that claude, gemini and qwen share; `shown`: what gemini shows while the hook runs. */
function hooksJson(events: Readonly<Record<string, Event>>, shown: { readonly name?: string } = {}): string {
  const hooks = Object.entries(events).map(([name, event]) => [
    name,
    [{ hooks: [{ type: 'command', command: call(event), ...shown }] }],
  ]);
  return JSON.stringify({ hooks: Object.fromEntries(hooks) });
}

/** An inline table of TOML, whose literal strings take the command as it is. */
function hooksToml(events: Readonly<Record<string, Event>>): string {
  const hooks = Object.entries(events).map(
    ([name, event]) => `${name}=[{hooks=[{type="command",command='${call(event)}'}]}]`,
  );
  return `hooks={${hooks.join(',')}}`;
}

function copilotHooks(): string {
  const hooks = Object.entries(COPILOT_EVENTS).map(([name, event]) => [
    name,
    [{ type: 'command', bash: call(event), timeoutSec: 5 }],
  ]);
  return JSON.stringify({ version: 1, hooks: Object.fromEntries(hooks) });
}

/** opencode loads a module; it only hands events on. */
const OPENCODE_PLUGIN = `// Written by pane: tells the window's status.
import { spawn } from "node:child_process"

const EVENTS = {
  "permission.asked": "waiting",
  "question.asked": "waiting",
  "permission.replied": "working",
  "session.idle": "idle",
  "session.error": "idle",
}

// One after the other, so that an earlier event does not arrive last. What was overtaken before it could be told
// is not told at all, or a busy machine would lag behind; only a start carries the conversation's id.
let waiting = []
let busy = false

function tell(name, told) {
  waiting = [...waiting.filter((each) => each.name === "start"), { name, told }]
  if (!busy) next()
}

function next() {
  const first = waiting.shift()
  busy = first !== undefined
  if (!busy) return
  const child = spawn("sh", [process.env.PANE_REPORT, first.name], { stdio: ["pipe", "ignore", "ignore"] })
  let over = false
  const end = () => {
    if (!over) next()
    over = true
  }
  child.on("error", end)
  child.on("close", end)
  child.stdin.on("error", () => {})
  child.stdin.end(JSON.stringify(first.told))
}

export const Pane = async () => ({
  event: async ({ event }) => {
    const { type, properties = {} } = event
    const status = type === "session.status" ? properties.status?.type : undefined
    const name = type === "session.created" ? "start"
      : status === "busy" || status === "retry" ? "working"
      : status === "idle" ? "idle"
      : EVENTS[type]
    if (name === undefined) return
    const asked = properties.permission ?? properties.type ?? ""
    tell(name, { session_id: properties.info?.id ?? properties.sessionID, tool_name: String(asked), message: properties.title ?? properties.questions?.[0]?.question })
  },
})
`;

const NOTHING: Injection = { args: [], env: {}, files: [] };

/** `directory`: absolute path where the files will lie; nobody else may write to it or above it. */
export function injectReports(kind: ReportKind | null, directory: string): Injection {
  switch (kind) {
    case 'claude':
      return { ...NOTHING, args: ['--settings', hooksJson(CLAUDE_EVENTS)] };
    case 'codex':
      return { ...NOTHING, args: ['-c', hooksToml(CODEX_EVENTS), '--dangerously-bypass-hook-trust'] };
    case 'gemini':
      return {
        args: [],
        env: { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: `${directory}/gemini.json` },
        files: [{ path: 'gemini.json', text: hooksJson(GEMINI_EVENTS, { name: 'pane' }) }],
      };
    case 'qwen':
      return {
        args: [],
        env: { QWEN_CODE_SYSTEM_DEFAULTS_PATH: `${directory}/qwen.json` },
        files: [{ path: 'qwen.json', text: hooksJson(QWEN_EVENTS) }],
      };
    case 'opencode':
      return {
        args: [],
        env: { OPENCODE_CONFIG_CONTENT: JSON.stringify({ plugin: [`file://${directory}/opencode.js`] }) },
        files: [{ path: 'opencode.js', text: OPENCODE_PLUGIN }],
      };
    case 'copilot':
      return {
        args: ['--plugin-dir', `${directory}/copilot`],
        env: {},
        files: [
          {
            path: 'copilot/plugin.json',
            text: JSON.stringify({ name: 'pane', version: '1.0.0', hooks: 'hooks.json' }),
          },
          { path: 'copilot/hooks.json', text: copilotHooks() },
        ],
      };
    case null:
      return NOTHING;
  }
}
