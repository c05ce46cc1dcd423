/**
 * Programs that are ended by the terminal's Ctrl-C, of which `pane` itself may hear a moment later.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CommandError } from '../../../src/process/command.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { Sandbox } from '../../support/sandbox.ts';

const ends = (how: string, reads: boolean) => ({ file: 'sh', argv: ['-c', how], reads, parse: () => null });

test('what an interrupt ended has not failed, though the interrupt is seen only after its end', async () => {
  await using sandbox = await Sandbox.create();
  for (const reads of [true, false]) {
    for (const how of ['kill -INT $$', 'exit 130']) {
      const stop = new AbortController();
      const ended = createRunner(sandbox.env, stop.signal).run(ends(how, reads));
      const judged = expect(ended).rejects.toMatchObject({ code: 'interrupted' });
      await delay(60);
      stop.abort();
      await judged;
    }
  }
});

test('what ended so without an interrupt has failed', async () => {
  await using sandbox = await Sandbox.create();
  const runner = createRunner(sandbox.env, new AbortController().signal);
  for (const how of ['kill -INT $$', 'exit 130', 'kill -TERM $$']) {
    await expect(runner.run(ends(how, true))).rejects.toThrow(CommandError);
  }
});
