/**
 * `.ci/run`: `npm test`, then the test beds of hosts and Slurm where they can run. Each goes on when one before it failed.
 * The last line is `N passed, N failed`, as vitest counted them; the exit code is 0 only where every part ended well.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsIn } from './results.mjs';
import { run } from './run.mjs';

// Both need namespaces, which root may make, and install Debian's packages where these are missing.
const hasBeds = process.platform === 'linux' && process.getuid?.() === 0;
const parts = ['test', ...(hasBeds ? ['test:hosts', 'test:slurm'] : [])];

/** A part that passed no test at all did not end well, whatever its exit code says. */
function runPart(name, results) {
  const isGreen = run('npm', ['run', name], { env: { PANE_TEST_RESULTS: results } });
  const counts = countsIn(results);
  return { name, ...counts, isGreen: isGreen && counts.failed === 0 && counts.passed > 0 };
}

const directory = mkdtempSync(join(tmpdir(), 'pane-ci-'));
try {
  const ran = parts.map((name, index) => runPart(name, join(directory, `${index}.json`)));
  const sum = (key) => ran.reduce((total, part) => total + part[key], 0);
  console.log('');
  for (const { name, passed, failed, isGreen } of ran)
    console.log(`npm run ${name}: ${isGreen ? 'ok' : 'FAILED'}, ${passed} passed, ${failed} failed`);
  if (!hasBeds) console.log('Left out: test:hosts and test:slurm, which need Linux and root.');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = ran.every(({ isGreen }) => isGreen) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
