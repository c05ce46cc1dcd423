/**
 * A project with a task whose work is checked: its agent does what the test tells it.
 */
import { expect } from 'vitest';
import { type Attempts, parseAttempts } from '../../src/records/attempts.ts';
import { eventually } from './eventually.ts';
import type { Ran, Running } from './processes.ts';
import type { ProjectFile, TestProject } from './project.ts';
import type { Sandbox } from './sandbox.ts';
import { toldAgents, toldProject } from './told-agent.ts';

function fileOf(verify: unknown, more: Partial<ProjectFile>): ProjectFile {
  return { agents: toldAgents, tasks: [{ name: 'one', agent: 'told', verify }], ...more };
}

export class CheckedProject {
  readonly project: TestProject;
  readonly #sandbox: Sandbox;

  /** Brought up, with the task `one`; `verify`: its value in the file. */
  static async create(
    sandbox: Sandbox,
    verify: unknown,
    more: Partial<ProjectFile> = {},
  ): Promise<CheckedProject> {
    const project = await toldProject(sandbox, fileOf(verify, more));
    await project.upDone();
    return new CheckedProject(sandbox, project);
  }

  /** Another `verify`, approved. */
  async change(verify: unknown, more: Partial<ProjectFile> = {}): Promise<void> {
    await this.project.write(fileOf(verify, more));
    expect(await this.project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  }

  private constructor(sandbox: Sandbox, project: TestProject) {
    this.#sandbox = sandbox;
    this.project = project;
  }

  /** In the worktree. */
  sh(script: string, task = 'one'): Promise<string> {
    return this.#sandbox.sh(script, { cwd: `repo.worktrees/${task}` });
  }

  /** Types a line into the agent. */
  async key(line: string, task = 'one'): Promise<void> {
    await eventually(async () =>
      expect(await this.project.pane(['keys', task, '--', line, 'Enter'])).toMatchObject({ exitCode: 0 }),
    );
  }

  /** A turn of the agent, in which `script` is run in the worktree. */
  async turn(script: string, task = 'one'): Promise<void> {
    const ended = await this.turns(task);
    await this.key('working {}', task);
    await eventually(async () => expect(await this.#turnsText(task)).toContain('open'));
    await this.sh(script, task);
    await this.key('idle {}', task);
    await eventually(async () => expect(await this.turns(task)).toBe(ended + 1));
  }

  /** How many have ended well. */
  async turns(task = 'one'): Promise<number> {
    return Number((await this.#turnsText(task)).split(' ')[1] ?? 0);
  }

  #turnsText(task: string): Promise<string> {
    return this.#sandbox.read(`repo/.git/worktrees/${task}/pane/turns`).catch(() => '');
  }

  async attempts(task = 'one'): Promise<Attempts | null> {
    return parseAttempts(await this.#sandbox.read(`repo/.git/worktrees/${task}/pane/attempts.json`));
  }

  verify(...args: readonly string[]): Promise<Ran> {
    return this.project.pane(['verify', ...args]);
  }

  watch(): Promise<Running> {
    return this.project.watch();
  }

  /** Waits until `status` shows the task so; `message`: a part of it. */
  async shown(state: string, message = '', task = 'one'): Promise<void> {
    await eventually(async () => {
      const now = await this.project.task(task);
      expect([now.state, now.message ?? '']).toEqual([state, expect.stringContaining(message)]);
    });
  }

  /** The processes that belong to a check of the task; Linux only. */
  async processes(task = 'one'): Promise<string[]> {
    const { id } = JSON.parse(await this.#sandbox.read(`repo/.git/worktrees/${task}/pane/stamp.json`));
    const found = await this.#sandbox.sh(
      `grep -lz '^PANE_CHECK=${id}$' /proc/[0-9]*/environ 2>/dev/null || true`,
    );
    return found.split('\n').filter((line) => line !== '');
  }

  /** What `pane` has told of its checks. */
  async ended(): Promise<Record<string, unknown>[]> {
    const text = await this.#sandbox.sh('cat .git/pane/watch/*.events', { cwd: 'repo' });
    const lines = text.split('\n').filter((line) => line.includes('"check-ended"'));
    return lines.map((line) => JSON.parse(line));
  }
}
