/**
 * A project in a sandbox: a repository, its config file, and what `pane` does with them and says of them.
 */
import type { ProjectStatus, TaskStatus } from '../../src/snapshot/status.ts';
import { eventually } from './eventually.ts';
import type { Ran, Running } from './processes.ts';
import type { Repository } from './repository.ts';
import type { RunOptions, Sandbox } from './sandbox.ts';

/** A task as the file has it; a text is the name of one whose prompt is `Prompt of NAME`. */
export type TaskEntry = string | ({ readonly name: string } & Readonly<Record<string, unknown>>);

export interface ProjectFile {
  readonly tasks: readonly TaskEntry[];
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export class TestProject {
  readonly #sandbox: Sandbox;
  readonly #cwd: string;
  readonly #file: string;

  /** Writes the file, in JSON, which YAML includes. The agent is the stub; it is made here. */
  static async create(
    sandbox: Sandbox,
    { path }: Pick<Repository, 'path'>,
    content: ProjectFile,
    { file = 'pane.config.yaml' } = {},
  ): Promise<TestProject> {
    await sandbox.stubAgent();
    const project = new TestProject(sandbox, path, file);
    await project.write(content);
    return project;
  }

  /** `file`: relative to the repository. */
  constructor(sandbox: Sandbox, repository: string, file = 'pane.config.yaml') {
    this.#sandbox = sandbox;
    this.#cwd = repository;
    this.#file = file;
  }

  async write({ tasks, defaults, ...rest }: ProjectFile): Promise<void> {
    const entries = tasks.map((task) =>
      typeof task === 'string' ? { name: task, prompt: `Prompt of ${task}` } : task,
    );
    const content = {
      agents: { stub: { command: ['stub'], resume: ['--again'] } },
      ...rest,
      defaults: { agent: 'stub', ...defaults },
      tasks: entries,
    };
    await this.#sandbox.write(`${this.#cwd}/${this.#file}`, JSON.stringify(content, null, 2));
  }

  /** In the repository, unless `options` name another directory; the file is found, unless `args` name it. */
  pane(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.#sandbox.pane(args, { cwd: this.#cwd, ...options });
  }

  /** Starts a watcher in the foreground; resolves when it has had its first look. */
  async watch(): Promise<Running> {
    const running = this.#sandbox.startPane(['watch'], { cwd: this.#cwd });
    await eventually(async () => (await this.status()).watcher?.pid === running.pid);
    return running;
  }

  /** `pane up` without a watcher; what the file runs is approved. */
  up(args: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
    return this.pane(['up', '--once', '--trust', ...args], options);
  }

  /** An `up` that must succeed; waits until every agent has started. */
  async upDone(args: readonly string[] = [], options: RunOptions = {}): Promise<void> {
    const { exitCode, stdout, stderr } = await this.up(['--wait=60', ...args], options);
    if (exitCode !== 0) throw new Error(`up: ${exitCode}\n${stderr}${stdout}`);
  }

  async status(args: readonly string[] = [], options: RunOptions = {}): Promise<ProjectStatus> {
    const { exitCode, stdout, stderr } = await this.pane(['status', '--json', ...args], options);
    if (exitCode !== 0) throw new Error(`status: ${exitCode}\n${stderr}${stdout}`);
    return JSON.parse(stdout);
  }

  async task(name: string): Promise<TaskStatus> {
    const { tasks } = await this.status();
    const found = tasks.find((task) => task.name === name);
    if (found === undefined) throw new Error(`status does not know ${name}`);
    return found;
  }

  /** `{ TASK: STATE }` */
  async states(): Promise<Record<string, string>> {
    const { tasks } = await this.status();
    return Object.fromEntries(tasks.map(({ name, state }) => [name, state]));
  }

  /** Waits until the tasks of the file have these states. */
  async eventually(states: Readonly<Record<string, string>>): Promise<void> {
    await eventually(async () => {
      const now = await this.states();
      const differ = Object.entries(states).some(([name, state]) => now[name] !== state);
      if (differ) throw new Error(`not yet ${JSON.stringify(states)}: ${JSON.stringify(now)}`);
    });
  }

  /** What `up` would do; empty when all is as the file says. */
  async plan(options: RunOptions = {}): Promise<string[]> {
    const { stdout, stderr } = await this.pane(['plan', '--json'], options);
    if (stdout === '') throw new Error(`plan: ${stderr}`);
    const { operations, notices } = JSON.parse(stdout);
    return [
      ...operations.map(({ id }: { id: string }) => id),
      ...notices.map(({ kind, task, message }: Record<string, string>) => `${kind} ${task}: ${message}`),
    ];
  }
}
