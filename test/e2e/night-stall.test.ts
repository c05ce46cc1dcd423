/**
 * An agent that works and neither draws nor reports anything: it is told of once, and left alone.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { doesThen, nightProject } from '../support/night-agent.ts';
import { Sandbox } from '../support/sandbox.ts';

test('an agent that gives no sign is told of, once for each time', async () => {
  await using sandbox = await Sandbox.create();
  const note = await sandbox.write(
    'bin/note',
    '#!/bin/sh\necho "$PANE_TASK $PANE_STATE $PANE_MESSAGE" >>"$PANE_SANDBOX/notes"\n',
    { mode: 0o755 },
  );
  const project = await nightProject(sandbox, {
    notify: [note],
    tasks: [{ name: 'one', stall_after: '3s' }],
  });
  await doesThen(sandbox, 'one', 'report "$line" "{}"');
  await project.eventually({ one: 'idle' });
  await project.watch();
  const notes = async () => (await sandbox.read('notes').catch(() => '')).trimEnd().split('\n');
  const report = async (event: string) =>
    expect(await project.pane(['keys', 'one', event, 'Enter'])).toMatchObject({ exitCode: 0 });
  const told = expect.stringMatching(/^one working no sign for \d+ s$/);
  await report('working');
  await eventually(async () => expect(await notes()).toEqual([told]));
  const { state, message } = await project.task('one');
  expect({ state, message }).toEqual({
    state: 'working',
    message: expect.stringMatching(/^no sign for \d+ s$/),
  });
  await report('idle');
  await project.eventually({ one: 'idle' });
  await report('working');
  await eventually(async () =>
    expect((await notes()).filter((line) => line.includes('no sign'))).toEqual([told, told]),
  );
  await project.eventually({ one: 'working' });
});
