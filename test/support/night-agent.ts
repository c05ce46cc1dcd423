/**
 * A stand-in for an agent that works by itself: it writes down each line that it is given, and does then what a script of
 * the test's says for its task.
 */
import { existsSync, readFileSync } from 'node:fs';
import { type ProjectFile, TestProject } from './project.ts';
import type { Sandbox } from './sandbox.ts';

const SCRIPT = `#!/bin/sh
at="$HOME/../night.$PANE_TASK"
report() { printf '%s' "$2" | sh "$PANE_REPORT" "$1"; }
printf '%s\\n' "began $*" >>"$at.got"
stty -echo
report start '{}'
while read -r line; do
  printf '%s\\n' "$line" >>"$at.got"
  if [ -e "$at.does" ]; then . "$at.does"; else report working '{}'; report idle '{}'; fi
done
`;

/** As an entry of `agents`. */
const nightAgent = {
  command: ['night'],
  prompt: 'none',
  reports: 'qwen',
  resume: ['again'],
} as const;

/** A project whose tasks have this agent, up. */
export async function nightProject(
  sandbox: Sandbox,
  { defaults, ...file }: ProjectFile,
): Promise<TestProject> {
  await sandbox.write('bin/night', SCRIPT, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { night: nightAgent },
    defaults: { agent: 'night', ...defaults },
    ...file,
  });
  await project.upDone();
  return project;
}

/** What the agent of the task does with each `$line` from now on: sh, with \`report EVENT JSON\`. */
export async function doesThen(sandbox: Sandbox, task: string, script: string): Promise<void> {
  await sandbox.write(`night.${task}.does`, script);
}

/** How it was begun each time (\`began ARGUMENTS\`), and the lines that it was given. */
export function given(sandbox: Sandbox, task: string): string[] {
  const file = sandbox.path(`night.${task}.got`);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}
