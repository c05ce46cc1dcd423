/**
 * The cluster that `scripts/test-slurm.mjs` started, and a project on its login node.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventuallyOptions, eventually } from '../../support/eventually.ts';
import { type ProjectFile, TestProject } from '../../support/project.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { toldAgents, writeToldAgent } from '../../support/told-agent.ts';

export type Node = 'n1' | 'n2';

function clusterDirectory(): string {
  const { PANE_CLUSTER } = process.env;
  if (PANE_CLUSTER === undefined) throw new Error('run it with `npm run test:slurm`');
  return PANE_CLUSTER;
}

/** Slow where a node has to be missed first. */
export const SLOW = { timeout: 90_000 };

export class Cluster implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly project: TestProject;
  readonly repository: string;

  static async create(file: ProjectFile): Promise<Cluster> {
    const sandbox = await Sandbox.create();
    Object.assign(sandbox.env, { SLURM_CONF: join(clusterDirectory(), 'slurm.conf'), PANE_JOB_GONE: '5' });
    await writeToldAgent(sandbox);
    const repository = await sandbox.repository("it's $(here) now");
    const project = await TestProject.create(sandbox, repository, {
      slurm: { partition: 'main', time: '01:00:00', cpus: 2, mem: '100M' },
      agents: { stub: { command: ['stub'], resume: ['--again'] }, ...toldAgents },
      ...file,
    });
    return new Cluster(sandbox, project, repository.path);
  }

  private constructor(sandbox: Sandbox, project: TestProject, repository: string) {
    this.sandbox = sandbox;
    this.project = project;
    this.repository = repository;
  }

  /** The launcher's directory. */
  directory(task: string): string {
    return join(this.repository, '.git/worktrees', task, 'pane');
  }

  async becomes(
    task: string,
    state: string,
    message: string | null = null,
    within: EventuallyOptions = SLOW,
  ): Promise<void> {
    await eventually(async () => {
      const now = await this.project.task(task);
      if (now.state !== state || (message !== null && now.message !== message))
        throw new Error(`${task} is ${now.state}: ${now.message}, not ${state}: ${message}`);
    }, within);
  }

  /** Jobs that are not over: name and state, in order. */
  async jobs(): Promise<string[]> {
    const text = await this.sandbox.output('squeue', ['--noheader', '--format=%j %T', '--sort=i']);
    return text === '' ? [] : text.split('\n');
  }

  async nodeOf(task: string): Promise<Node> {
    const text = await this.sandbox.read(join(this.directory(task), 'job-run'));
    return /^node (.*)$/m.exec(text)?.[1] as Node;
  }

  /** Command lines there that match, as a job of its own sees them; it needs a processor that is free. */
  async processesOn(node: Node, pattern: RegExp): Promise<string[]> {
    const place = [`--nodelist=${node}`, '--ntasks=1', '--mem=10M', '--quiet', '--chdir=/'];
    const text = await this.sandbox.output('srun', [...place, 'ps', '-e', '-o', 'args=']);
    return text.split('\n').filter((line) => pattern.test(line));
  }

  /** As an administrator says it; `up` once both are usable again. */
  async says(node: Node, state: 'down' | 'resume'): Promise<void> {
    await this.sandbox.run('scontrol', ['update', `nodename=${node}`, `state=${state}`, 'reason=test']);
  }

  /** Its power is cut, with all that runs there. */
  fails(node: Node): void {
    writeFileSync(join(clusterDirectory(), `fail.${node}`), '');
  }

  async comesBack(): Promise<void> {
    for (const node of ['n1', 'n2'] as const) {
      rmSync(join(clusterDirectory(), `fail.${node}`), { force: true });
      await this.says(node, 'resume');
    }
    await eventually(async () => {
      const args = ['--noheader', '--Node', '--partition=main', '--responding', '--format=%N %t'];
      const text = await this.sandbox.output('sinfo', args);
      const usable = text.split('\n').filter((line) => / (idle|mix|alloc)$/.test(line));
      if (usable.length < 2) throw new Error(text);
    }, SLOW);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.run('scancel', ['--me']);
    await this.comesBack();
    await eventually(async () => (await this.jobs()).length === 0, SLOW);
    await this.sandbox[Symbol.asyncDispose]();
  }
}
