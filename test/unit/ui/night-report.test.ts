import { expect, test } from 'vitest';
import type { NightReport } from '../../../src/engine/report/report.ts';
import type { TaskReport } from '../../../src/engine/report/summary.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { formatNightReport, markdownReport } from '../../../src/ui/night-report.ts';
import { width } from '../../../src/ui/width.ts';

/** Shown in the zone of the machine. */
function at(hour: number, minute: number): string {
  return new Date(2026, 10, hour < 12 ? 28 : 27, hour, minute).toISOString();
}

function task(name: string, parts: Partial<TaskReport>): TaskReport {
  return {
    task: name,
    state: 'idle',
    message: null,
    startedAt: null,
    seconds: {},
    turns: { done: 0, failed: 0 },
    questions: [],
    limits: [],
    checks: [],
    messages: [],
    restarts: [],
    commits: null,
    lines: null,
    dirty: null,
    ...parts,
  };
}

const red = { at: at(23, 1), outcome: 'red', exitCode: 1, seconds: 60 } as const;
const limit = { at: at(23, 30), seconds: 120, message: null, lasts: false };

const night: NightReport = {
  project: 'app',
  from: at(20, 0),
  until: at(8, 0),
  tasks: [
    task('schema', {
      state: 'verified',
      startedAt: at(22, 4),
      turns: { done: 3, failed: 0 },
      checks: [red, red, { ...red, outcome: 'green', exitCode: null }],
      messages: [
        { at: at(23, 1), reason: 'check' },
        { at: at(23, 9), reason: 'check' },
      ],
      commits: 2,
      lines: { added: 120, removed: 8 },
      dirty: 1,
    }),
    task('login-with-a-very-long-name', {
      state: 'waiting',
      message: 'Bash: npm test -- --project unit --reporter verbose and more | of it',
      startedAt: at(22, 5),
      turns: { done: 12, failed: 2 },
      questions: [{ at: at(7, 1), seconds: 3540, message: null, lasts: true }],
      limits: [limit, limit],
      restarts: [{ at: at(2, 3), cause: 'its agent ended with exit code 1' }],
      commits: 14,
      lines: { added: 12_345, removed: 4567 },
    }),
    task('docs', {
      state: 'gone',
      turns: { done: 0, failed: 1 },
      checks: [
        { ...red, outcome: 'fault' },
        { ...red, outcome: 'unchanged' },
        { ...red, outcome: 'fault' },
      ],
      dirty: 0,
    }),
  ],
  notes: [
    { kind: 'not-kept', from: at(20, 0), to: at(21, 30), count: 1 },
    { kind: 'lost', from: at(23, 0), to: at(23, 5), count: 3 },
    { kind: 'not-watched', from: at(2, 0), to: at(2, 9), count: 1 },
    { kind: 'restarts', from: at(20, 0), to: at(8, 0), count: 2 },
  ],
};

test('a night, on a terminal of 80 columns', () => {
  const text = formatNightReport(night, { palette: plainPalette, available: 80 });
  expect(text).toBe(`Since 2026-11-27 20:00 (12h): 3 tasks: 1 verified, 1 waiting, 1 gone.

TASK             STATE     TURNS         ASKED    LIMITED  COMMITS  LINES
schema           verified  3                               2        +120 -8
  checks: 2 red, 1 green; 2 messages sent after a red check; not committed: 1
  file
login-with-a-v…  waiting   12, 2 failed  1 (59m)  2 (4m)   14       +12345 -4567
  Bash: npm test -- --project unit --reporter verbose and more | of it; started
  again 1x: its agent ended with exit code 1
docs             gone      1 failed
  checks: 2 could not be run, 1 found nothing changed

Note: events before 21:30 are not kept any more.
Note: 3 events from 23:00 to 23:05 could not be written.
Note: no watcher ran from 02:00 to 02:09: what agents did then is known only by
its results.
Note: the watcher ended and was started again 2 times.
`);
  for (const line of text.split('\n')) expect(width(line)).toBeLessThanOrEqual(80);
});

test('as Markdown', () => {
  expect(markdownReport(night)).toContain(
    '| login-with-a-very-long-name | waiting | 22:05 | 12, 2 failed | 1 (59m) | 2 (4m) | 14 | +12345 -4567 | Bash: npm test -- --project unit --reporter verbose and more \\| of it; started again 1x: its agent ended with exit code 1 |\n',
  );
});

test('a report on more than a day says which day; one on nothing says so', () => {
  const longer = { ...night, from: new Date(2026, 10, 25).toISOString(), notes: [] };
  expect(formatNightReport(longer, { palette: plainPalette, available: 200 })).toContain('11-27 22:04');
  const none = { ...night, tasks: [], notes: [] };
  expect(formatNightReport(none, { palette: plainPalette, available: 80 })).toBe(
    'Since 2026-11-27 20:00 (12h): no tasks.\n',
  );
});
