/**
 * A stand-in for an agent that does what it is told by keys: `EVENT JSON` reports an event, `draw TEXT` draws a
 * line and nothing else, `exit CODE` ends it.
 */
import { type ProjectFile, TestProject } from './project.ts';
import type { Sandbox } from './sandbox.ts';

const SCRIPT = `#!/bin/sh
stty -echo
[ "$1" != start ] || sh "$PANE_REPORT" start </dev/null
while read -r word rest; do
  case $word in
    draw) clear; printf '%s\\n' "$rest" ;;
    exit) exit "$rest" ;;
    *) printf '%s' "$rest" | sh "$PANE_REPORT" "$word" ;;
  esac
done
`;

/** As entries of \`agents\`: \`told\` reports its events, \`drawn\` is known by its screen only. */
export const toldAgents = {
  told: { command: ['told', 'start'], prompt: 'none', reports: 'qwen' },
  drawn: {
    command: ['told'],
    prompt: 'none',
    screen: { waiting: ['^Proceed'], working: ['^Thinking'], idle: ['^Ready'] },
  },
} as const;

export async function writeToldAgent(sandbox: Sandbox): Promise<void> {
  await sandbox.write('bin/told', SCRIPT, { mode: 0o755 });
}

/** A project with these agents. */
export async function toldProject(sandbox: Sandbox, file: ProjectFile): Promise<TestProject> {
  await writeToldAgent(sandbox);
  return await TestProject.create(sandbox, await sandbox.repository(), { agents: toldAgents, ...file });
}
