import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { shellText } from './scripts/shell-text.ts';

const runDirectory = './test/support/run-directory.ts';

/**
 * Real tools take their time on a busy machine; the limits are there for what hangs. No test changes what others
 * share, so that a worker runs file after file: a new one for each takes as long as many a test. What starts programs
 * does so from processes, since a fork of a large one with threads is slow.
 */
function project(name: string, seconds: number, pool: 'forks' | 'threads', globalSetup: string[]) {
  return {
    extends: true as const,
    test: {
      name,
      pool,
      isolate: false,
      include: [`test/${name}/**/*.test.ts`],
      globalSetup,
      testTimeout: seconds * 1000,
      hookTimeout: seconds * 1000,
    },
  };
}

/** Half a minute and more each, mostly waiting: what began last would run alone in the end. */
const LONG = /\/(night|night-limit|night-restart|archive-histories|hosts-lost|queue|silent-tools)\.test\.ts$/;

class LongFirst extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specs);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((spec) => !isLong(spec))];
  }
}

// A sequencer of one's own would take the place of the shuffled one.
const isShuffled = process.argv.some((word) => word.startsWith('--sequence.shuffle'));

export default defineConfig({
  plugins: [shellText()],
  test: {
    // More than there are cores: tests often wait for what they started.
    maxWorkers: availableParallelism() + 1,
    ...(isShuffled ? {} : { sequence: { sequencer: LongFirst } }),
    projects: [
      project('unit', 20, 'threads', [runDirectory]),
      project('integration', 60, 'forks', [runDirectory]),
      project('e2e', 120, 'forks', [runDirectory, './test/support/built.ts']),
      ...(process.env.PANE_CLUSTER === undefined
        ? []
        : [project('slurm', 300, 'forks', [runDirectory, './test/support/built.ts'])]),
      // `npm run test:hosts` makes the directory for it.
      ...(process.env.PANE_BED === undefined ? [] : [project('hosts', 600, 'forks', [])]),
    ],
  },
});
