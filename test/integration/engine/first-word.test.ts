/**
 * Which commands can't be run at all, as the shell that would run them tells.
 */
import { expect, test } from 'vitest';
import { faultOfCommand } from '../../../src/engine/verify/first-word.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('the first word is looked for where the command would be run, and only where it is plain', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('tree/check', '#!/bin/sh\n', { mode: 0o755 });
  await sandbox.write('tree/text', '#!/bin/sh\n');
  await sandbox.write('own/tool', '#!/bin/sh\n', { mode: 0o755 });
  const where = { cwd: sandbox.path('tree'), env: { PATH: `${sandbox.path('own')}:/usr/bin:/bin` } };
  const fault = (command: string) => faultOfCommand(createRunner(sandbox.env), command, where);
  for (const command of ['tool', './check --all', 'CI=1 A=b tool', 'cd x && tool', 'test -e x', 'true;false'])
    expect(await fault(command), command).toBeNull();
  // What only a shell can tell is run.
  for (const command of ['if true; then no-such; fi', '! no-such', '"no-such"', '$TOOL', '(no-such)', ''])
    expect(await fault(command), command).toBeNull();
  for (const [command, word] of [
    ['no-such --all', 'no-such'],
    ['CI=1 no-such', 'no-such'],
    ['no-such|cat', 'no-such'],
    ['./missing', './missing'],
    ['./text', './text'],
  ] as const)
    expect(await fault(command), command).toBe(
      `\`verify\` can't be run: ${word} is not found, or not executable`,
    );
});
