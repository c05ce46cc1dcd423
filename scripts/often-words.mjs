/**
 * The words of `npm run test:often`: what it is asked, and what it says of the tests that fell.
 */
import { parseArgs } from 'node:util';

export const usage = `npm run test:often -- N [--one-core] [--busy K] [--seed S] [FILTER…]

Runs the integration and e2e tests N times, each time in a different order, and prints each test that failed, how often,
and with which seeds. Exits with 1 if any test failed.

--one-core   run everything on one core (Linux, taskset)
--busy K     run beside K busy loops
--seed S     seed of the first run, plus one for each further run (default: from the clock)
FILTER       run only test files whose names contain it`;

function wholeNumber(text, least, what) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
    throw new Error(`${what} must be a whole number, ${least} at least, not ${JSON.stringify(text)}`);
  return number;
}

/** @throws {Error} with a sentence for the user. `clock`: the first seed where none is given. */
export function readArguments(argv, clock) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { 'one-core': { type: 'boolean' }, busy: { type: 'string' }, seed: { type: 'string' } },
  });
  const [times, ...filters] = positionals;
  if (times === undefined) throw new Error('the number of runs is missing');
  return {
    times: wholeNumber(times, 1, 'how often'),
    oneCore: values['one-core'] === true,
    busy: wholeNumber(values.busy ?? '0', 0, '--busy'),
    seed: wholeNumber(values.seed ?? String(clock), 0, '--seed'),
    filters,
  };
}

/** One `{ test, why }` for each test that fell in a run. `report`: vitest's, as JSON; null: it wrote none. `isGreen`: so says its exit code. */
export function fallenIn(report, isGreen) {
  const files = report?.testResults ?? [];
  const fallen = files.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(/^.*\/(?=test\/)/, '');
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [{ test: file, why: firstLine(message) }];
    return failed.map(({ fullName, failureMessages }) => ({
      test: `${file}: ${fullName}`,
      why: firstLine(failureMessages[0]),
    }));
  });
  // As where a test left a process behind.
  return fallen.length === 0 && !isGreen ? [{ test: 'the run itself', why: 'see above' }] : fallen;
}

function firstLine(text) {
  return (text ?? '').split('\n')[0].slice(0, 200);
}

/** `runs`: `{ seed, fallen }` for each run that ended. The tests that fell most often come first. */
export function summarize(runs) {
  const tests = new Map();
  for (const { seed, fallen } of runs) {
    for (const { test, why } of fallen) {
      const known = tests.get(test) ?? { seeds: [], why };
      tests.set(test, { ...known, seeds: [...known.seeds, seed] });
    }
  }
  const sorted = [...tests].sort(([, a], [, b]) => b.seeds.length - a.seeds.length);
  const lines = sorted.map(
    ([test, { seeds, why }]) =>
      `${seeds.length} of ${runs.length}: ${test}\n  seeds ${seeds.join(', ')}; ${why}`,
  );
  const green = runs.filter(({ fallen }) => fallen.length === 0).length;
  return [...lines, `${green} of ${runs.length} runs were green.`].join('\n');
}
