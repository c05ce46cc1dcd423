import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { admissionsOf, MORNING, MOST, Night, type Noted } from '../support/night-in-small.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Ten agents, their checks and a watcher on two cores. */
const LONG = { timeout: 600_000 };
/** `npm run test:night` asks for more. */
const KILLS = Number(process.env.NIGHT_KILLS ?? 4);
const SEED = Number(process.env.NIGHT_SEED ?? 1);

function turnsOf(noted: readonly Noted[]): string[] {
  return noted.filter(({ kind }) => kind === 'turn').map(({ text }) => text);
}

/** Everything that holds however often the watcher or the server was lost. */
async function expectNothingTwice(night: Night): Promise<void> {
  for (const holding of admissionsOf(await night.events())) {
    expect(holding.length, holding.join(', ')).toBeLessThanOrEqual(MOST);
  }
  for (const task of Object.keys(MORNING)) {
    const noted = night.noted(task);
    expect(noted.filter(({ kind }) => kind === 'start')).toHaveLength(1);
    // What a check printed tells the messages on failures apart.
    const failures = turnsOf(noted).filter((text) => text.includes('work.txt'));
    expect(new Set(failures).size, task).toBe(failures.length);
  }
  // One that was on its way when the server went is told as perhaps not delivered, and not sent again.
  const failures = turnsOf(night.noted('never')).filter((text) => text.includes('work.txt'));
  expect(failures.length).toBeLessThanOrEqual(2);
  const limited = night.noted('limited');
  const met = limited.find(({ kind }) => kind === 'limited')?.at ?? 0;
  const typed = limited.filter(({ kind, at }) => kind === 'turn' && at > met && at < met + 9_000);
  expect(typed).toEqual([]);
}

test(
  'a night in small: each task is verified, stuck with a reason, or waits for an answer',
  LONG,
  async () => {
    await using sandbox = await Sandbox.create();
    const night = await Night.create(sandbox);
    const { project } = night;
    await night.up();
    await eventually(async () => expect(await project.states()).toMatchObject(MORNING), { timeout: 400_000 });

    await expectNothingTwice(night);
    const counts = Object.keys(MORNING).map((task) => [task, turnsOf(night.noted(task)).length]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ schema: 1, api: 1, web: 1, words: 1, asks: 1, plain: 1 },
      ...{ twice: 3, never: 3, limited: 2, dies: 2 },
    });
    const { stdout } = await project.pane(['report', '--json']);
    const { tasks } = JSON.parse(stdout);
    expect(tasks.map(({ task, state }: Record<string, string>) => [task, state])).toEqual(
      Object.entries(MORNING),
    );
    expect(await project.pane(['wait', '--all-settled'])).toMatchObject({ exitCode: 1 });
  },
);

test('the same with the watcher killed again and again, and tmux lost once', LONG, async () => {
  await using sandbox = await Sandbox.create();
  const night = await Night.create(sandbox);
  const { project } = night;
  await night.up();
  const [moments = []] = fc.sample(fc.array(fc.nat(8), { minLength: KILLS, maxLength: KILLS }), {
    seed: SEED,
    numRuns: 1,
  });
  for (const [index, more] of moments.entries()) {
    const from = night.count();
    // At the end of the night nothing more happens: then it is killed at rest.
    await eventually(() => night.count() >= from + more, { timeout: 15_000 }).catch(() => {});
    if (index === Math.floor(KILLS / 2)) await night.loseServer();
    else await night.loseWatcher();
  }
  // A message that was claimed as the server went is not sent again: its task is stuck, and says so.
  const either = {
    asks: expect.stringMatching(/^(waiting|verified)$/),
    twice: expect.stringMatching(/^(verified|stuck)$/),
  };
  await eventually(async () => expect(await project.states()).toMatchObject({ ...MORNING, ...either }), {
    timeout: 400_000,
  });
  const { state, message } = await project.task('twice');
  if (state === 'stuck') expect(message).toContain('may not have been delivered');
  await expectNothingTwice(night);
});
