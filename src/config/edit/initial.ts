/**
 * The file that `pane init` writes: small, commented, valid. Pure.
 */
import { schemaAddress } from '../keys/schema-address.ts';

/** `agent`: an entry or a preset, as `agent:` takes it. `project`: told in a comment, since it is the default. */
export function initialConfig({
  agent,
  project,
}: {
  readonly agent: string;
  readonly project: string;
}): string {
  // A name from outside must not end the comment.
  const shownProject = project.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return `# yaml-language-server: $schema=${schemaAddress}
#
# The tasks of ${shownProject}. \`pane up\` opens a git worktree and a tmux window for each task and starts the
# agent on its prompt. A task that you remove from this file is archived; nothing in its worktree is lost.
# \`pane config\` prints the configuration with all defaults filled in.

defaults:
  agent: ${/^[a-z][\w-]*$/i.test(agent) ? agent : JSON.stringify(agent)}
  # Ignored files to copy into every worktree; these are the default.
  # copy: [.env, ".env.*", node_modules, .claude/settings.local.json, CLAUDE.local.md]
  # Commands to run in the window before the agent.
  # setup: [npm install]

tasks:
  # - name: login-rewrite
  #   prompt: |
  #     Rewrite the login page.
  # - name: signup
  #   agent: codex
  #   branch: feature/signup
  #   prompt_file: prompts/signup.md
`;
}
