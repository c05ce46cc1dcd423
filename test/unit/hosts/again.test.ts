import { expect, test } from 'vitest';
import { type AgainOptions, untilAnswered } from '../../../src/hosts/again.ts';
import { Unreachable } from '../../../src/hosts/unreachable.ts';

const lost = () => new Unreachable('lost the connection', true);
const absent = () => new Unreachable('nobody answers');

/** How often it was tried where the first attempts end with these errors, and what came of it. */
async function tried(errors: readonly Error[], options?: AgainOptions, answerMs = 60_000) {
  let attempts = 0;
  const attempt = async () => {
    const error = errors[attempts];
    attempts += 1;
    if (error !== undefined) throw error;
    return 'answered';
  };
  const destination = { answerMs, signal: new AbortController().signal };
  const came = await untilAnswered(destination, attempt, options).catch((error: Error) => error);
  return { attempts, came };
}

test('what was lost is asked again, also where the host can not be reached for a while', async () => {
  expect(await tried([])).toEqual({ attempts: 1, came: 'answered' });
  expect(await tried([lost(), absent()])).toEqual({ attempts: 3, came: 'answered' });
  expect(await tried([absent()], { wasConnected: true })).toEqual({ attempts: 2, came: 'answered' });
});

test('what was never reached, was handed on, or is wrong is not asked again', async () => {
  const [never, gone, mistake] = [absent(), lost(), new Error('no room')];
  expect(await tried([never])).toEqual({ attempts: 1, came: never });
  expect(await tried([gone], { isOnce: true })).toEqual({ attempts: 1, came: gone });
  expect(await tried([absent()], { wasConnected: true, isOnce: true })).toMatchObject({ attempts: 1 });
  expect(await tried([mistake])).toEqual({ attempts: 1, came: mistake });
});

test('it is given up after the fourth loss, or once the host had its time to answer', async () => {
  const fourth = lost();
  expect(await tried([lost(), lost(), lost(), fourth])).toEqual({ attempts: 4, came: fourth });
  // It may have been done before the connection was lost.
  const came = { wasLost: true };
  expect(await tried([lost(), absent()], {}, 1)).toMatchObject({ attempts: 2, came });
  expect(await tried([absent(), absent()], { wasConnected: true }, 1)).toMatchObject({ attempts: 2, came });
});
