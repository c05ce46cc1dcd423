/**
 * A project whose file is written line by line, as people and git do, under a watcher.
 */
import { basename } from 'node:path';
import { eventually } from './eventually.ts';
import type { Running } from './processes.ts';
import { TestProject } from './project.ts';
import type { Repository } from './repository.ts';
import type { Sandbox } from './sandbox.ts';

/** The text of a file with these tasks, one on a line, and this `watch.archive_after`. */
export function fileOf(names: readonly string[], grace: string): string {
  const tasks = names.map((name) => `  - { name: ${name}, prompt: Prompt of ${name} }\n`);
  return `watch: { archive_after: ${grace} }
agents: { stub: { command: [stub] } }
defaults: { agent: stub }
tasks:\n${tasks.join('')}`;
}

export class WatchedProject {
  readonly project: TestProject;
  readonly repository: Repository;
  /** Absolute. */
  readonly file: string;
  readonly #sandbox: Sandbox;

  /** Brings these tasks up, without a watcher; the file is in the repository's HEAD. */
  static async create(sandbox: Sandbox, names: readonly string[], grace: string): Promise<WatchedProject> {
    await sandbox.stubAgent();
    const repository = await sandbox.repository('repo', {
      files: { 'README.md': '# Test\n', 'pane.config.yaml': fileOf(names, grace) },
    });
    const watched = new WatchedProject(sandbox, repository);
    await watched.project.upDone();
    return watched;
  }

  private constructor(sandbox: Sandbox, repository: Repository) {
    this.#sandbox = sandbox;
    this.repository = repository;
    this.file = `${repository.path}/pane.config.yaml`;
    this.project = new TestProject(sandbox, repository.path);
  }

  /** As `TestProject.watch`. */
  watch(): Promise<Running> {
    return this.project.watch();
  }

  /** What the watcher does not apply, as `status` tells it. */
  async holding(): Promise<readonly string[]> {
    return (await this.project.status()).watcher?.holding ?? [];
  }

  /** Waits until the watcher says, in its output and in `status`, that it holds back for this reason. */
  async held(running: Running, reason: string): Promise<void> {
    await eventually(() => running.stdout.includes(reason));
    await eventually(async () => {
      const { watcher } = JSON.parse((await this.project.pane(['status', '--json'])).stdout || '{}');
      const notes = await this.#notes();
      const told = watcher?.holding?.join('\n') ?? notes;
      if (!told.includes(reason) || !running.stdout.includes(reason))
        throw new Error(`not held for ${reason}: ${told}\n${running.stdout}`);
    });
  }

  /** Names of the tasks' windows, sorted, and of the worktrees that are not archived. */
  async made(): Promise<{ readonly windows: string[]; readonly worktrees: string[] }> {
    const windows = await this.#sandbox.tmux('list-windows', '-a', '-F', '#{@pane_task}');
    const listed = await this.repository.git('worktree', 'list', '--porcelain');
    const paths = listed.match(/(?<=^worktree ).*\.worktrees\/[^./][^/\n]*$/gm) ?? [];
    return {
      windows: windows
        .split('\n')
        .filter((name) => name !== '')
        .sort(),
      worktrees: paths.map((path) => basename(path)).sort(),
    };
  }

  /** While the file is invalid or gone, `status` can't tell; the note of the watcher does. */
  #notes(): Promise<string> {
    return this.#sandbox.sh('cat .git/pane/watch/*.json', { cwd: this.repository.path });
  }
}
