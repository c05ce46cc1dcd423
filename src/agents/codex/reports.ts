/**
 * How `codex` reports its events: by hooks in the configuration of one launch. Pure.
 */
import { type Events, NO_INJECTION, type Reports, reportCommand } from '../reports.ts';

const events: Events = {
  SessionStart: 'start',
  UserPromptSubmit: 'working',
  PermissionRequest: 'waiting',
  PostToolUse: 'working',
  Stop: 'idle',
};

/** An inline table of TOML, whose literal strings take the command as it is. */
function hooksToml(): string {
  const hooks = Object.entries(events).map(
    ([name, event]) => `${name}=[{hooks=[{type="command",command='${reportCommand(event)}'}]}]`,
  );
  return `hooks={${hooks.join(',')}}`;
}

/** At a usage limit it would offer a cheaper model, in a dialog that hides the limit and takes whatever is typed next. */
const WITHOUT_OFFER = 'notice.hide_rate_limit_model_nudge=true';

export const codexReports: Reports = {
  inject: () => ({
    ...NO_INJECTION,
    args: ['-c', hooksToml(), '--dangerously-bypass-hook-trust', '-c', WITHOUT_OFFER],
  }),
  // It takes our hooks only together with any others, unreviewed: where the worktree brings a configuration of its
  // own, its user is to be asked, and the screen has to tell the state.
  notBeside: '.codex',
};
