/**
 * `npm test`: the set-up, then every check. `npm test -- FILTER` runs only vitest, with these arguments.
 */
import { reporters } from './results.mjs';
import { run, tool } from './run.mjs';
import { setUp } from './setup.mjs';

const filter = process.argv.slice(2);
const vitest = ['tests', 'vitest', ['run', ...reporters(), ...filter]];
const steps = [
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['types', 'tsc', ['--noEmit']],
  vitest,
  ['package', 'publint', ['--strict']],
];

setUp();
const failed = [];
for (const [title, name, args] of filter.length > 0 ? [vitest] : steps) {
  console.log(`\n== ${title}: ${name} ${args.join(' ')}`);
  if (!run(tool(name), args)) failed.push(title);
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
