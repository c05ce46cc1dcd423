/**
 * `up --wait`: what it waited for is so when it returns.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/**
 * Lets the launcher tell that its agent runs, and go on only when tmux was asked for its panes since, far more often than
 * `down` asks.
 */
const slow = `#!/bin/sh
case "$*" in
  *@pane_status*run*)
    : >"$PANE_SANDBOX/asked"
    until [ "$(wc -l <"$PANE_SANDBOX/asked")" -ge 20 ]; do sleep 0.02; done ;;
  *list-panes*) [ ! -e "$PANE_SANDBOX/asked" ] || echo >>"$PANE_SANDBOX/asked" ;;
esac
PATH=\${PATH#*:} exec tmux "$@"
`;

test('a task that `up --wait` waited for has its prompt: taken down at once, it has not lost it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/tmux', slow, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    env_pass: ['PANE_SANDBOX'],
    tasks: ['one'],
  });
  await project.upDone();
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  expect(await project.states()).toEqual({ one: 'stopped' });
});
