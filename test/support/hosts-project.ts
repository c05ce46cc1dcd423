/**
 * A project with one host, `big`, for a test.
 */
import { TestHost } from './host.ts';
import { TestProject } from './project.ts';
import type { Repository } from './repository.ts';
import { Sandbox } from './sandbox.ts';

type Tasks = readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];

const prompted = (tasks: Tasks) => tasks.map((task) => ({ prompt: `Prompt of ${task.name}`, ...task }));

export class HostsProject implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly repository: Repository;
  readonly big: TestHost;
  readonly project: TestProject;

  static async create(tasks: Tasks, more: Readonly<Record<string, unknown>> = {}) {
    const sandbox = await Sandbox.create();
    const repository = await sandbox.repository();
    const big = await TestHost.create(sandbox, repository, 'big');
    const content = { hosts: { big: big.entry }, ...more, tasks: prompted(tasks) };
    const project = await TestProject.create(sandbox, repository, content);
    return new HostsProject(sandbox, repository, big, project);
  }

  private constructor(sandbox: Sandbox, repository: Repository, big: TestHost, project: TestProject) {
    this.sandbox = sandbox;
    this.repository = repository;
    this.big = big;
    this.project = project;
  }

  async write(tasks: Tasks, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.project.write({ hosts: { big: this.big.entry }, ...more, tasks: prompted(tasks) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
  }
}
