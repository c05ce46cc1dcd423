/**
 * gemini reads no settings below a folder that others than root can write to, as the sandbox's is.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const VARIABLE = 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH';

test('an agent that would not read its file is not told to report, and doctor says why', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const state = sandbox.path('open/state');
  await sandbox.write('open/state/x', '');
  await sandbox.sh('chmod 0777 open/state');
  const env = { XDG_STATE_HOME: state };
  const agents = {
    stub: { command: ['stub'], reports: 'gemini' },
    other: { command: ['stub'], reports: 'qwen' },
  };
  const project = await TestProject.create(sandbox, repository, {
    agents,
    tasks: ['one', { name: 'two', agent: 'other' }],
  });
  expect((await project.up([], { env })).exitCode).toBe(0);
  const launches = await sandbox.launched(2);
  expect(launches.map((launch) => VARIABLE in launch.env)).toEqual([false, false]);
  expect(launches.filter((launch) => 'QWEN_CODE_SYSTEM_DEFAULTS_PATH' in launch.env)).toHaveLength(1);
  const { tasks } = await project.status([], { env });
  expect(tasks.map(({ drift }) => drift)).toEqual([[], []]);

  const { stdout } = await project.pane(['doctor', '--json'], { env });
  const found: { level: string; about: string; message: string }[] = JSON.parse(stdout).findings;
  const about = found.filter(({ message }) => message.startsWith('does not report'));
  expect(about).toMatchObject([{ level: 'note', about: 'agent stub' }]);
  expect(about[0]?.message).toMatch(/because \/.* is (not owned by root|writable by its group or others)$/);
});
