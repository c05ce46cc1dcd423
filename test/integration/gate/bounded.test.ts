/**
 * Programs of the user's that nobody waits for: they end, one way or the other.
 */
import { expect, test } from 'vitest';
import { runBounded } from '../../../src/gate/bounded.ts';
import { eventually } from '../../support/eventually.ts';
import { processesOf } from '../../support/processes.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('what is wrong is told, and one that hangs is ended with all that it started', async () => {
  await using sandbox = await Sandbox.create();
  const run = (script: string, limitMs = 20_000) =>
    runBounded(['sh', '-c', script], { cwd: sandbox.root, env: sandbox.env, limitMs });
  expect(await run('exit 0')).toBeNull();
  expect(await run('echo no >&2; exit 3')).toBe('exit code 3: no');
  expect(await run('kill -9 $$')).toBe('ended by SIGKILL');
  const missing = await runBounded(['./gone'], { cwd: sandbox.root, env: sandbox.env, limitMs: 1_000 });
  expect(missing).toBe('./gone is not installed, or not on PATH');

  expect(await run('trap "" TERM; sleep 600 & sleep 600; sleep 600', 300)).toBe(
    'did not end within 0.3 s, so it was stopped',
  );
  await eventually(() => expect(processesOf(sandbox.root)).toEqual([]));
});
