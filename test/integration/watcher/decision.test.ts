/**
 * When the watcher may rest until something changes, and when it may not.
 */
import { expect, test } from 'vitest';
import { loadedHashes } from '../../../src/project/applied/applied.ts';
import { openProject } from '../../../src/project/project.ts';
import { decide, type Remembered } from '../../../src/watcher/decision.ts';
import { NO_FAILURES } from '../../../src/watcher/retry.ts';
import { plainContext } from '../../support/context.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { desired, observed, serverWith, up } from '../../support/world.ts';

test('what is due by time alone, a grace or another try, is not rested over', async () => {
  await using sandbox = await Sandbox.create();
  const { path } = await sandbox.repository('repo', {
    files: {
      'pane.config.yaml': 'watch: { archive_after: 1h }\nagents: { own: { command: [own] } }\ntasks: []\n',
    },
  });
  const project = await openProject(plainContext({ cwd: path, env: sandbox.env }), {});
  const held = { project, reasons: [], stay: new Set<never>(), before: null };
  const left = desired('left');
  const { worktree, pane } = up(left);
  const world = { nothing: observed(), left: observed({ ours: [worktree] }, serverWith([pane])) };
  const isSettled = async (look: keyof typeof world, memory: Partial<Remembered> = {}) => {
    const remembered = { project, missing: new Map(), failures: NO_FAILURES, ...memory };
    const decision = await decide(remembered, held, world[look]);
    if (typeof decision === 'string') throw new Error(decision);
    expect(decision.operations).toEqual([]);
    return decision.isSettled;
  };
  expect(await isSettled('nothing')).toBe(true);
  expect(await isSettled('left')).toBe(false);
  const again = performance.now() + 60_000;
  const failures = { files: loadedHashes(project), tasks: new Map([[left.name, { times: 1, again }]]) };
  expect(await isSettled('nothing', { failures })).toBe(false);
});
