/**
 * Writes what a launcher needs into the worktree's admin directory, and a long prompt into the worktree's
 * own `.pane/` folder, where the agent may read it.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Delivery, formatLaunch, needsPromptFile } from '../agents/launch.ts';
import launcher from '../agents/launcher.sh';
import log from '../agents/log.sh';
import report from '../agents/report.sh';
import trace from '../agents/trace.sh';
import type { DesiredTask } from '../config/desired.ts';
import { isErrno } from '../errors.ts';
import { removeOwnFile } from '../gate/own-files.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { thisPlace } from '../process/identity.ts';
import { keepBefore } from '../records/doings.ts';
import { keepQuestion } from '../records/question.ts';
import { paneDirectory, wakeFile } from '../records/store.ts';
import { shellQuote } from '../shell-words.ts';
import job from '../slurm/job.sh';
import { goneSeconds, JOB_FILES } from '../slurm/job-files.ts';
import { OVER } from '../slurm/jobs.ts';
import view from '../slurm/view.sh';
import { nowSeconds } from '../snapshot/clock.ts';
import { readClaim } from '../snapshot/read/claims.ts';
import { requested } from '../snapshot/request.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { WINDOW_OPTIONS } from '../tmux/windows.ts';
import { type ApplyContext, Changed } from './apply-context.ts';
import { writeReportFiles } from './report-files.ts';
import { windowEnvironment } from './window-environment.ts';

/** The folder in a worktree for what the agent reads; it ignores itself, so that nobody commits it. */
async function writePromptFile(
  worktree: string,
  admin: string,
  hash: string,
  prompt: string,
): Promise<string> {
  const folder = join(worktree, '.pane');
  const ignore = join(folder, '.gitignore');
  await mkdir(folder).catch((error: unknown) => {
    if (!isErrno(error, 'EEXIST')) throw error;
  });
  // A link could lead out of the worktree, and a file is somebody else's.
  if (!(await lstat(folder)).isDirectory()) return join(paneDirectory(admin), 'prompt');
  const written = await writeFile(ignore, '*\n', { flag: 'wx' }).then(
    () => true,
    async (error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error;
      return (await readFile(ignore, 'utf8')) === '*\n';
    },
  );
  // A `.pane` that is not ours stays untouched; the file in the admin directory serves too.
  if (!written) return join(paneDirectory(admin), 'prompt');
  const path = join(folder, `prompt-${hash.slice(0, 12)}.md`);
  await writeFileAtomically(path, prompt, { mode: 0o600 });
  return path;
}

export interface Opening {
  readonly worktree: OurWorktree;
  readonly path: string;
  readonly task: DesiredTask;
  readonly delivery: Delivery;
}

/** From its commit, once it is set up: else that is its start, however much later `verify` comes into the file. */
function mayDiffer({ stamp }: OurWorktree, { verify, setup }: DesiredTask): boolean {
  return verify !== null || setup.length > 0 || stamp.brought.length > 0;
}

/** The launcher's directory. The caller holds the task's lock and has seen that nobody runs there. */
export async function writeLaunchData(context: ApplyContext, opening: Opening): Promise<string> {
  const { worktree, path, task, delivery } = opening;
  const { promptHash } = task;
  const directory = paneDirectory(worktree.admin);
  const conversation = requested(worktree.conversation, 'conversations');
  const prompt = task.prompt ?? '';
  const promptBytes = Buffer.byteLength(prompt);
  const hasFile = delivery !== 'none' && promptHash !== null && needsPromptFile(task.agent, promptBytes);
  const reports = await writeReportFiles(context, task.agent.reports, path);
  const text = formatLaunch({
    agent: task.agent,
    reportArgs: reports.args,
    builtIn: [context.program.node, context.program.script, 'demo-agent'],
    task: task.name,
    worktree: path,
    env: {
      ...reports.env,
      ...windowEnvironment(context.scope, worktree, path, task),
      PANE_REPORT: join(directory, 'report.sh'),
      PANE_WAKE: wakeFile(context.scope.repository.common, context.scope.projectId),
    },
    setup: task.setup,
    panes: task.panes,
    onExit: task.onExit,
    windowOptions: WINDOW_OPTIONS,
    delivery,
    ranBefore: conversation !== null,
    session: conversation?.id ?? null,
    newSession: randomUUID(),
    promptHash,
    promptBytes,
    promptFile: hasFile ? await writePromptFile(path, worktree.admin, promptHash, prompt) : '',
    notesStart: conversation === null && mayDiffer(worktree, task),
    isJob: context.scope.config.slurm !== null,
    ...thisPlace(),
  });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((readClaim(directory)?.holder.liveness ?? 'dead') !== 'dead')
    throw new Changed('its agent is now running');
  await keepQuestion(directory);
  await keepBefore(directory, nowSeconds());
  for (const name of ['run', 'agent', 'state', 'untyped', ...JOB_FILES])
    await removeOwnFile(directory, join(directory, name));
  await writeFileAtomically(join(directory, 'prompt'), prompt, { mode: 0o600, durable: false });
  await writeFileAtomically(join(directory, 'launch.sh'), text, { mode: 0o600, durable: false });
  const scripts = { 'launcher.sh': launcher, 'report.sh': report, 'log.sh': log, 'trace.sh': trace };
  for (const [name, script] of Object.entries(scripts)) {
    await writeFileAtomically(join(directory, name), script, { mode: 0o700, durable: false });
  }
  if (context.scope.config.slurm !== null) {
    await writeFileAtomically(join(directory, 'view.sh'), view, { mode: 0o700, durable: false });
    await writeFileAtomically(join(directory, 'job.sh'), job, { mode: 0o700, durable: false });
    await writePlace(context, directory);
  }
  return directory;
}

/** What the window of a job depends on that another boot or login changes. */
export async function writePlace({ scope }: ApplyContext, directory: string): Promise<void> {
  const { boot, host } = thisPlace();
  const { SLURM_CONF } = scope.env;
  const lines = [
    `pane_boot=${shellQuote(boot)}`,
    `pane_host=${shellQuote(host)}`,
    `pane_gone=${goneSeconds(scope.env)}`,
    `pane_over_states='${[...OVER].join(' ')}'`,
    ...(SLURM_CONF === undefined ? [] : [`export SLURM_CONF=${shellQuote(SLURM_CONF)}`]),
    '',
  ];
  const text = lines.join('\n');
  await writeFileAtomically(join(directory, 'place.sh'), text, { mode: 0o600, durable: false });
}
