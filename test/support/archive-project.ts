/**
 * A repository with a small `pane.config.yaml`, whose tasks have stub agents.
 */
import type { Ran } from './processes.ts';
import type { Repository } from './repository.ts';
import type { RunOptions, Sandbox } from './sandbox.ts';

export interface ProjectTask {
  readonly name: string;
  readonly prompt?: string;
  /** Further lines of YAML, `branch: x`. */
  readonly more?: readonly string[];
}

export interface ArchivedJson {
  readonly task: string;
  readonly id: string;
  readonly branch: string;
  readonly path: string;
}

/** The text of a list of tasks whose agent is the script `stub`. */
function projectText(tasks: readonly ProjectTask[]): string {
  const items = tasks.flatMap(({ name, prompt = `Work on ${name}.`, more = [] }) => [
    `  - name: ${name}`,
    `    prompt: ${JSON.stringify(prompt)}`,
    ...more.map((line) => `    ${line}`),
  ]);
  return [
    'project: p',
    'agents:',
    '  stub: { command: [stub], prompt: argument }',
    'defaults: { agent: stub, copy: [] }',
    items.length === 0 ? 'tasks: []' : 'tasks:',
    ...items,
    '',
  ].join('\n');
}

export class Project {
  readonly sandbox: Sandbox;
  readonly repository: Repository;

  /** Not up yet; the file is there, and not committed. */
  static async create(
    sandbox: Sandbox,
    tasks: readonly ProjectTask[],
    files: Readonly<Record<string, string>> = { 'README.md': '# Test\n' },
  ): Promise<Project> {
    const repository = await sandbox.repository('repo', { files });
    await sandbox.stubAgent();
    const project = new Project(sandbox, repository);
    await project.list(tasks);
    return project;
  }

  private constructor(sandbox: Sandbox, repository: Repository) {
    this.sandbox = sandbox;
    this.repository = repository;
  }

  /** Absolute. */
  get file(): string {
    return this.sandbox.path('repo/pane.config.yaml');
  }

  /** Absolute. */
  worktree(task: string): string {
    return this.sandbox.path('p.worktrees', task);
  }

  /** Writes the list anew. */
  async list(tasks: readonly ProjectTask[]): Promise<void> {
    await this.repository.write('pane.config.yaml', projectText(tasks));
  }

  /** Runs `pane` in the repository. */
  pane(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.sandbox.pane(args, { cwd: 'repo', ...options });
  }

  /** Runs `pane` in the repository; throws, with what it printed, if it fails. */
  async done(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.pane(args);
    if (exitCode === 0) return stdout;
    throw new Error(`pane ${args.join(' ')}: ${exitCode}\n${stderr}${stdout}`);
  }

  /** One `up` without a watcher, until every agent has begun; throws if it fails. */
  async up(...args: readonly string[]): Promise<string> {
    return await this.done('up', '--trust', '--once', '--wait=60', ...args);
  }

  /** What can be restored, newest first. */
  async archived(): Promise<readonly ArchivedJson[]> {
    const { archived } = JSON.parse(await this.done('restore', '--json')) as {
      archived: readonly ArchivedJson[];
    };
    return archived;
  }

  /** Names of the windows on the sandbox's server, in their order. */
  async windows(): Promise<string[]> {
    const { exitCode, stdout } = await this.sandbox.run('tmux', [
      '-S',
      this.sandbox.socket,
      'list-windows',
      '-aF',
      '#W',
    ]);
    return exitCode === 0 ? stdout.split('\n').filter((name) => name !== '') : [];
  }
}
