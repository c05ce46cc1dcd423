/**
 * A night in small: ten tasks of which each meets something else, three at a time, and what must be true of it in the
 * morning.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RecordedEvent } from '../../src/events/event.ts';
import { admissions } from './night-places.mjs';
import { TestProject } from './project.ts';
import type { Sandbox } from './sandbox.ts';

const agent = resolve(import.meta.dirname, 'night-player.mjs');

/** How many may be at work. */
export const MOST = 3;
const FREES_AFTER_MS = 2000;
/** A state is told at the next look after it has begun. */
const TOLD_MS = 1500;

/** A check that is red until there were so many turns. */
function needs(turns: number): string {
  return `cat work.txt; test "$(wc -l <work.txt)" -ge ${turns}`;
}

const tasks = [
  { name: 'schema', prompt: 'work on the schema' },
  { name: 'twice', prompt: 'fails twice', verify: { run: [needs(3)] } },
  { name: 'api', prompt: 'work on the API', after: ['schema'] },
  { name: 'never', prompt: 'fails for ever', verify: { run: ['cat work.txt; false'], retries: 2 } },
  { name: 'limited', prompt: 'limited at first' },
  { name: 'web', prompt: 'work on the web', after: ['api'] },
  { name: 'words', prompt: 'words only' },
  { name: 'asks', prompt: 'asks for leave' },
  { name: 'dies', prompt: 'dies once' },
  { name: 'plain', prompt: 'work', verify: false },
];

/** What each has come to in the morning. */
export const MORNING = {
  schema: 'verified',
  twice: 'verified',
  api: 'verified',
  never: 'stuck',
  limited: 'verified',
  web: 'verified',
  words: 'stuck',
  asks: 'waiting',
  dies: 'verified',
  plain: 'idle',
};

export interface Noted {
  readonly kind: 'start' | 'again' | 'turn' | 'limited';
  readonly text: string;
  readonly at: number;
}

export class Night {
  readonly project: TestProject;
  readonly #sandbox: Sandbox;

  static async create(sandbox: Sandbox): Promise<Night> {
    await sandbox.sh('mkdir parts');
    const repository = await sandbox.repository('repo');
    const command = [process.execPath, agent, sandbox.path('parts')];
    const project = await TestProject.create(sandbox, repository, {
      max_active: MOST,
      frees_after: `${FREES_AFTER_MS}ms`,
      agents: { stub: { command, resume: ['--again'], reports: 'claude' } },
      defaults: {
        verify: { run: ['test -s work.txt'], settle: '500ms' },
        on_failure: 'restart',
      },
      tasks,
    });
    return new Night(sandbox, project);
  }

  private constructor(sandbox: Sandbox, project: TestProject) {
    this.#sandbox = sandbox;
    this.project = project;
  }

  /** What the agent of a task was given, in order. */
  noted(task: string): Noted[] {
    const text = readFileSync(this.#sandbox.path('parts', task), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  async events(): Promise<RecordedEvent[]> {
    const { stdout } = await this.project.pane(['events']);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  /** How many events there are so far; starts no program, so that a moment can be met. */
  count(): number {
    const folder = this.#sandbox.path('repo/.git/pane/watch');
    const name = readdirSync(folder).find((each) => each.endsWith('.events'));
    return name === undefined ? 0 : readFileSync(join(folder, name), 'utf8').split('\n').length;
  }

  /** Kills the watcher that runs at this moment, and brings everything up again. */
  async loseWatcher(): Promise<void> {
    const { watcher } = await this.project.status();
    if (watcher !== null) process.kill(watcher.pid, 'SIGKILL');
    await this.up();
  }

  /** Everything in the windows is gone, the watcher too. */
  async loseServer(): Promise<void> {
    await this.#sandbox.tmux('kill-server');
    await this.up();
  }

  async up(): Promise<void> {
    const { exitCode, stderr } = await this.project.pane(['up', '--trust']);
    if (exitCode !== 0) throw new Error(`up: ${exitCode}\n${stderr}`);
  }
}

/** The tasks that held a place at each admission, with the one that was admitted. */
export function admissionsOf(events: readonly RecordedEvent[]): string[][] {
  const isChecked = (name: string): boolean => name !== 'plain';
  return admissions(events, { isChecked, heldMs: FREES_AFTER_MS - TOLD_MS }).map(({ holding }) => holding);
}
