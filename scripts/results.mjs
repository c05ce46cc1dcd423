/**
 * The counts of a test run, for `.ci/run`: it names a file in PANE_TEST_RESULTS, and vitest writes its report there.
 */
import { readFileSync } from 'node:fs';

/** What vitest is told, so that it writes its report where that is asked for. */
export function reporters() {
  const file = process.env.PANE_TEST_RESULTS;
  return file ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`] : [];
}

/** A file that could not even be loaded has no test that failed, but it failed. */
function failuresIn({ assertionResults, status }) {
  const tests = assertionResults.filter((test) => test.status === 'failed').length;
  return tests === 0 && status === 'failed' ? 1 : tests;
}

/** What vitest counted, by its report; nothing where it wrote none. */
export function countsIn(file) {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const { numPassedTests = 0, testResults = [] } = text === '' ? {} : JSON.parse(text);
  return {
    passed: numPassedTests,
    failed: testResults.reduce((sum, each) => sum + failuresIn(each), 0),
  };
}
