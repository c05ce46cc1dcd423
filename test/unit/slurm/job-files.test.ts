import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { readJobFiles, runningJob } from '../../../src/slurm/job-files.ts';

function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(inject('runDirectory'), 'j'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

const run = (job: number) => `job ${job}\nnode n1\nsocket /tmp/pane-job/tmux\n`;
const end = (job: number) => `end exited\nleft 2\njob ${job}\n`;

test('what the job says of itself is known by its number', () => {
  expect(readJobFiles(directoryWith({}))).toBeNull();
  expect(readJobFiles(directoryWith({ job: '8\n' }))).toEqual({ id: '8', node: null, end: null });
  const begun = directoryWith({ job: '8\n', 'job-run': run(8) });
  expect(readJobFiles(begun)).toEqual({ id: '8', node: 'n1', end: null });
  expect(runningJob(begun)).toBe('8');
  const over = directoryWith({ job: '8\n', 'job-run': run(8), 'job-end': end(8) });
  expect(readJobFiles(over)).toEqual({ id: '8', node: 'n1', end: { how: 'exited', left: 2 } });
  expect(runningJob(over)).toBeNull();
});

test('what the job before has said, and is seen late, says nothing of this one', () => {
  const waiting = directoryWith({ job: '8\n', 'job-run': run(7), 'job-end': end(7) });
  expect(readJobFiles(waiting)).toEqual({ id: '8', node: null, end: null });
  const begun = directoryWith({ job: '8\n', 'job-run': run(8), 'job-end': end(7) });
  expect(runningJob(begun)).toBe('8');
});
