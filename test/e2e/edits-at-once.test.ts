/**
 * Several of `add` and `archive` at once: each edit of the file is there in the end, and so is what it asked for.
 */
import { expect, test } from 'vitest';
import type { ProjectStatus } from '../../src/snapshot/status.ts';
import { Project } from '../support/archive-project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('adds and archives at once all succeed, and the file has what each of them made of it', async () => {
  await using sandbox = await Sandbox.create();
  const old = ['old-1', 'old-2', 'old-3'];
  const project = await Project.create(
    sandbox,
    ['stays', ...old].map((name) => ({ name })),
  );
  await project.up();
  const added = ['new-1', 'new-2', 'new-3', 'new-4', 'new-5'];

  const ended = await Promise.all([
    ...added.map((name) => project.pane(['add', '--name', name, `Do ${name}.`])),
    ...old.map((name) => project.pane(['archive', name])),
  ]);

  expect(ended.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual(ended.map(() => 0));
  const status: ProjectStatus = JSON.parse(await project.done('status', '--json'));
  expect(status.tasks.map(({ name }) => name).sort()).toEqual([...added, 'stays'].sort());
  expect(status.orphans).toEqual([]);
  expect(status.archived.map(({ task }) => task).sort()).toEqual(old);
});
