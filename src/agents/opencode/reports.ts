/**
 * How `opencode` reports its events: by a plugin, which only hands them on. Pure.
 */
import type { Reports } from '../reports.ts';

const plugin = `// Written by pane: tells the window's status.
import { spawn } from "node:child_process"

const EVENTS = {
  "permission.asked": "waiting",
  "question.asked": "waiting",
  "permission.replied": "working",
  "session.idle": "idle",
}

// The conversations of its own helpers, whose turns are not the agent's.
const helpers = new Set()
// Its turn ended in an error, after which it is idle too.
let failed = false

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

function failure({ name, data = {} } = {}) {
  if (name === "MessageAbortedError") return { name: "aborted" }
  const kind = name === "ProviderAuthError" ? "authentication_failed" : ""
  return { name: "failed", error: kind, message: [data.statusCode, data.message ?? name].filter(Boolean).join(" ") }
}

export const Pane = async () => ({
  event: async ({ event }) => {
    const { type, properties = {} } = event
    const session = properties.info?.id ?? properties.sessionID
    if (type === "session.created" && properties.info?.parentID) helpers.add(session)
    if (helpers.has(session) && !/^(permission|question)/.test(type)) return
    const status = type === "session.status" ? properties.status?.type : undefined
    const name = type === "session.created" ? "start"
      : status === "busy" || status === "retry" ? "working"
      : status === "idle" ? "idle"
      : EVENTS[type]
    if (type === "session.error") {
      const { name, ...told } = failure(properties.error)
      failed = true
      tell(name, { session_id: session, ...told })
    } else if (name !== undefined && !(failed && name === "idle")) {
      if (name === "working") failed = false
      const asked = properties.permission ?? properties.type ?? ""
      tell(name, { session_id: session, tool_name: String(asked), message: properties.title ?? properties.questions?.[0]?.question })
    }
  },
})
`;

export const opencodeReports: Reports = {
  inject: (directory) => ({
    args: [],
    env: { OPENCODE_CONFIG_CONTENT: JSON.stringify({ plugin: [`file://${directory}/opencode.js`] }) },
    files: [{ path: 'opencode.js', text: plugin }],
  }),
};
