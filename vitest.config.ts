import { defineConfig } from 'vitest/config';
import { shellText } from './scripts/shell-text.ts';

const runDirectory = './test/support/run-directory.ts';

/** Real tools take their time on a busy machine; the limits are there for what hangs. */
function project(name: string, seconds: number, globalSetup: string[]) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      globalSetup,
      testTimeout: seconds * 1000,
      hookTimeout: seconds * 1000,
    },
  };
}

export default defineConfig({
  plugins: [shellText()],
  test: {
    // The tools that the tests start need a core too.
    maxWorkers: 2,
    projects: [
      project('unit', 20, [runDirectory]),
      project('integration', 60, [runDirectory]),
      project('e2e', 120, [runDirectory, './test/support/built.ts']),
    ],
  },
});
