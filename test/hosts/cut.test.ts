/**
 * A day on which the connection is lost again and again: no second agent, no prompt twice, nothing lost.
 *
 *     HOSTS_SEED=7 HOSTS_CUTS=100 npm run test:hosts cut
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { Ran } from '../support/processes.ts';
import { Bed } from './bed/bed.ts';
import { CUTS, type Cut } from './bed/cuts.ts';

const SEED = Number(process.env.HOSTS_SEED ?? 1);
const TIMES = Number(process.env.HOSTS_CUTS ?? 30);
const HOSTS = ['big', 'small', 'far'] as const;
/** Long enough for a busy machine. */
const env = { PANE_ANSWER_TIMEOUT: '5' };

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Moment {
  readonly cut: Cut;
  readonly host: string;
  /** In ms: after the command was started; until it is mended. */
  readonly after: number;
  readonly lasts: number;
}

class Day {
  readonly #bed: Bed;
  /** The tasks that are to run, and the archived ones, with their hosts. */
  readonly alive = new Map<string, string>();
  readonly archived = new Map<string, string>();
  /** Texts that were sent, with what became of them. */
  readonly sent: { readonly host: string; readonly text: string; readonly isTold: boolean }[] = [];
  #next = 1;

  constructor(bed: Bed) {
    this.#bed = bed;
  }

  add(host: string): string {
    const name = `t${this.#next}`;
    this.#next += 1;
    this.alive.set(name, host);
    return name;
  }

  write(): void {
    const tasks = [...this.alive].map(([name, host]) => ({ name, host, prompt: promptOf(name) }));
    this.#bed.writeFile({ tasks });
  }

  get expected(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.alive.keys()].map((name) => [name, 'running']));
  }

  isInFile(task: string): boolean {
    const path = this.#bed.laptop.home('src/my-app/pane.config.yaml');
    return readFileSync(path, 'utf8').includes(`"${task}"`);
  }

  /** Hosts on which the step finds something to do. */
  places(step: string): readonly string[] {
    if (step === 'up' || step === 'status') return HOSTS;
    const found = [...(step === 'restore' ? this.archived : this.alive).values()];
    return found.length === 0 ? HOSTS : found;
  }

  on(host: string, tasks = this.alive): string | undefined {
    return [...tasks].find(([, at]) => at === host)?.[0];
  }

  /** Runs a command while the connection is cut and mended. */
  async during(args: readonly string[], { cut, host, after, lasts }: Moment): Promise<Ran> {
    const running = this.#bed.startPane(args, { env });
    running.closeInput();
    await Promise.race([running.ended, delay(after)]);
    await cut.cut(this.#bed, host);
    if (cut.mend !== undefined) {
      await Promise.race([running.ended, delay(lasts)]);
      await cut.mend(this.#bed, host);
    }
    return await running.ended;
  }

  /** Says it again until it is done, as a user would. */
  async again(args: readonly string[]): Promise<void> {
    await eventually(
      async () => {
        const ran = await this.#bed.pane(args, { env });
        if (ran.exitCode !== 0) throw new Error(`pane ${args.join(' ')}: ${ran.stderr}${ran.stdout}`);
      },
      { timeout: 60_000 },
    );
  }
}

function promptOf(name: string): string {
  return `Prompt of ${name}`;
}

type Step = (day: Day, bed: Bed, moment: Moment) => Promise<Ran | null>;

const STEPS: Readonly<Record<string, Step>> = {
  up: async (day, _bed, moment) => {
    day.add(moment.host);
    day.write();
    const ran = await day.during(['up', '--trust'], moment);
    await day.again(['up', '--trust']);
    return ran;
  },
  send: async (day, _bed, moment) => {
    const task = day.on(moment.host);
    if (task === undefined) return null;
    const text = `text ${day.sent.length + 1} for ${task}`;
    const ran = await day.during(['send', task, text], moment);
    day.sent.push({ host: moment.host, text, isTold: ran.exitCode === 0 });
    return ran;
  },
  archive: async (day, _bed, moment) => {
    const task = day.on(moment.host);
    if (task === undefined) return null;
    const ran = await day.during(['archive', task], moment);
    day.alive.delete(task);
    day.archived.set(task, moment.host);
    // What has lost its lines is finished by `up`.
    if (ran.exitCode !== 0) await day.again(day.isInFile(task) ? ['archive', task] : ['up', '--trust']);
    return ran;
  },
  down: async (day, bed, moment) => {
    const task = day.on(moment.host);
    if (task === undefined) return null;
    const ran = await day.during(['down', task], moment);
    await day.again(['down', task]);
    await bed.eventually({ ...day.expected, [task]: 'stopped' });
    await day.again(['up', task]);
    return ran;
  },
  restore: async (day, _bed, moment) => {
    const task = day.on(moment.host, day.archived);
    if (task === undefined) return null;
    const ran = await day.during(['restore', task], moment);
    day.archived.delete(task);
    day.alive.set(task, moment.host);
    if (ran.exitCode !== 0) {
      if (!day.isInFile(task)) await day.again(['restore', task]);
      await day.again(['up', task]);
    }
    return ran;
  },
  status: async (day, _bed, moment) => {
    const ran = await day.during(['status', '--json'], moment);
    if (ran.stdout === '') return ran;
    const { tasks }: { tasks: { name: string; state: string }[] } = JSON.parse(ran.stdout);
    expect(tasks.map(({ name }) => name).sort()).toEqual([...day.alive.keys()].sort());
    for (const { state } of tasks) expect(['running', 'unknown']).toContain(state);
    return ran;
  },
  logs: async (day, _bed, moment) => {
    const task = day.on(moment.host);
    return task === undefined ? null : await day.during(['logs', task], moment);
  },
  diff: async (day, _bed, moment) => {
    const task = day.on(moment.host);
    if (task === undefined) return null;
    const ran = await day.during(['diff', task], moment);
    if (ran.exitCode === 0) expect(ran.stdout).toContain(`+${promptOf(task)}`);
    return ran;
  },
};

test(`the connection is cut ${TIMES} times`, async () => {
  const random = numbers(SEED);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('nothing to pick');
    return found;
  };
  await using bed = await Bed.create({ big: {}, small: {}, far: {} });
  const day = new Day(bed);
  for (const host of HOSTS) day.add(host);
  day.write();
  await bed.done(['up', '--trust']);
  await bed.eventually(day.expected);
  const names = Object.keys(STEPS);
  for (let number = 1; number <= TIMES; number += 1) {
    const name = names[(number - 1) % names.length] ?? 'up';
    const moment = {
      cut: pick(CUTS),
      host: pick(day.places(name)),
      after: Math.floor(random() * 2000),
      lasts: Math.floor(random() * 8000),
    };
    const begun = performance.now();
    const ran = await STEPS[name]?.(day, bed, moment);
    await bed.eventually(day.expected);
    const took = ((performance.now() - begun) / 1000).toFixed(1);
    const said =
      ran === null || ran === undefined
        ? 'nothing to do'
        : `exit ${ran.exitCode} ${ran.stderr.trim().split('\n').join(' | ')}`;
    console.log(
      `${number}. ${name}, ${moment.host}: ${moment.cut.name} after ${moment.after} ms for ${moment.lasts} ms: ${said} (${took} s)`,
    );
  }

  // In the end all is as it is to be.
  await day.again(['up', '--trust']);
  const up = await bed.done(['up']);
  expect(up.stderr).toBe('');
  for (const host of new Set(day.alive.values())) expect(up.stdout).toContain(`On ${host}: nothing to do.`);
  const restore = await bed.done(['restore', '--json']);
  const { archived }: { archived: { task: string; host: string }[] } = JSON.parse(restore.stdout);
  expect(new Map(archived.map(({ task, host }) => [task, host]))).toEqual(new Map(day.archived));
  for (const host of HOSTS) {
    const machine = bed.host(host);
    const launches = machine.launches();
    expect(launches.filter(({ isDouble }) => isDouble)).toEqual([]);
    for (const tasks of [day.alive, day.archived]) {
      for (const [task, at] of tasks) {
        const given = launches.filter(({ argv }) => argv.includes(promptOf(task)));
        expect([task, given.length]).toEqual([task, at === host ? 1 : 0]);
      }
    }
    const read = launches.map(({ input }) => input).join('');
    for (const { text, isTold } of day.sent.filter((each) => each.host === host)) {
      const times = read.split(`${text}\n`).length - 1;
      expect(isTold ? [1] : [0, 1]).toContain(times);
    }
    const alive = [...day.alive].filter(([, at]) => at === host).map(([task]) => task);
    expect(await machine.processes('cat')).toHaveLength(alive.length);
    for (const task of alive) {
      const work = await machine.sh(
        `cd ~/src/me-my-app.worktrees/${task} && cat work.txt notes.txt && git log -1 --format=%s`,
      );
      expect(work).toBe(`${promptOf(task)}\nkept\nWork of ${task}`);
    }
  }
});
