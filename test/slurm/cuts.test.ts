/**
 * Whatever is killed, and whenever: one agent for each task, one prompt, and nothing left.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Cluster, SLOW } from './bed/cluster.ts';

const MOMENTS = Number(process.env.MOMENTS ?? 30);
const TASKS = ['one', 'two'];
/** It was cancelled between the claim on its prompt and its agent's start: then it is the user's to say. */
const UNDELIVERED = 'prompt may not have been delivered';

test(`${MOMENTS} random moments`, { timeout: 600_000 }, async () => {
  await using it = await Cluster.create({ slurm: { cpus: 1 }, tasks: TASKS });
  const { project, sandbox } = it;
  const cuts = {
    'up is killed': async () => {
      const up = sandbox.startPane(['up', '--once', '--trust'], { cwd: it.repository });
      await delay(Math.random() * 1200);
      up.kill('SIGKILL');
      await up.ended;
    },
    'the windows are lost': async () => {
      await sandbox.run('tmux', ['-S', sandbox.socket, 'kill-server']);
    },
    'both at once': async () => {
      const up = project.up();
      await delay(Math.random() * 1200);
      await sandbox.run('tmux', ['-S', sandbox.socket, 'kill-server']);
      await up;
    },
    'the jobs are cancelled': async () => {
      await sandbox.output('scancel', ['--me']);
      await delay(Math.random() * 1000);
    },
    'down is killed': async () => {
      const down = sandbox.startPane(['down'], { cwd: it.repository });
      await delay(Math.random() * 1200);
      down.kill('SIGKILL');
      await down.ended;
    },
  };
  const kinds = Object.entries(cuts);
  const done: string[] = [];
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const [name, cut] = kinds[Math.floor(Math.random() * kinds.length)] ?? ['', async () => {}];
    done.push(name);
    await cut();
    const jobs = (await it.jobs())
      .filter((job) => !job.endsWith('COMPLETING'))
      .map((job) => job.split(' ')[0]);
    expect(new Set(jobs).size, `${done}: ${jobs}`).toBe(jobs.length);
  }
  await eventually(async () => {
    await project.up();
    const { tasks } = await project.status();
    const states = tasks.filter(({ message }) => message !== UNDELIVERED).map(({ state }) => state);
    if (states.some((state) => state !== 'running'))
      throw new Error(`${done}: ${JSON.stringify(await project.status())}`);
  }, SLOW);
  for (const task of TASKS) {
    const prompted = sandbox.launches().filter(({ argv }) => argv.includes(`Prompt of ${task}`));
    const isUndelivered = (await project.task(task)).message === UNDELIVERED;
    expect(prompted.length, `${done}`).toBe(isUndelivered ? 0 : 1);
  }
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => (await it.jobs()).length === 0, SLOW);
});
