/**
 * `npm run test:night [TIMES]`: the night in small again and again, each time with its watcher killed at thirty other
 * moments and its tmux server once. `npm test` kills less.
 */
import { run, tool } from './run.mjs';
import { setUp } from './setup.mjs';

const times = Number(process.argv[2] ?? 1);
if (!Number.isInteger(times) || times < 1) {
  console.error('usage: npm run test:night [TIMES]');
  process.exit(2);
}
setUp();
let fallen = 0;
for (let seed = 1; seed <= times; seed += 1) {
  console.log(`seed ${seed}`);
  const env = { NIGHT_KILLS: '30', NIGHT_SEED: String(seed) };
  const args = ['run', '--project', 'e2e', 'test/e2e/night.test.ts', '-t', 'killed'];
  if (!run(tool('vitest'), args, { env })) fallen += 1;
}
console.log(`${times - fallen} of ${times} nights passed`);
process.exit(fallen === 0 ? 0 : 1);
