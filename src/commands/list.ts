/**
 * All commands, in the order of the help.
 */
import { addCommand } from './add.ts';
import { archiveCommand } from './archive.ts';
import { attachCommand } from './attach.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import type { CommandDefinition } from './definition.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { eventsCommand } from './events.ts';
import { execCommand } from './exec.ts';
import { fetchCommand } from './fetch.ts';
import { forwardCommand } from './forward.ts';
import { hostsCommand } from './hosts.ts';
import { initCommand } from './init.ts';
import { keysCommand } from './keys.ts';
import { logsCommand } from './logs.ts';
import { nextCommand } from './next.ts';
import { pathCommand } from './path.ts';
import { peekCommand } from './peek.ts';
import { planCommand } from './plan.ts';
import { renameCommand } from './rename.ts';
import { reportCommand } from './report.ts';
import { restartCommand } from './restart.ts';
import { restoreCommand } from './restore.ts';
import { sendCommand } from './send.ts';
import { statusCommand } from './status.ts';
import { trustCommand } from './trust.ts';
import { upCommand } from './up.ts';
import { verifyCommand } from './verify.ts';
import { waitCommand } from './wait.ts';
import { watchCommand } from './watch.ts';

export const commands: readonly CommandDefinition[] = [
  upCommand,
  planCommand,
  statusCommand,
  attachCommand,
  nextCommand,
  watchCommand,
  eventsCommand,
  reportCommand,
  hostsCommand,
  downCommand,
  addCommand,
  archiveCommand,
  renameCommand,
  restoreCommand,
  restartCommand,
  sendCommand,
  peekCommand,
  keysCommand,
  logsCommand,
  verifyCommand,
  waitCommand,
  execCommand,
  diffCommand,
  fetchCommand,
  pathCommand,
  forwardCommand,
  initCommand,
  trustCommand,
  doctorCommand,
  configCommand,
  completionCommand,
];
