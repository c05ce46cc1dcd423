import { expect, test } from 'vitest';
import type { Project } from '../../../src/project/project.ts';
import { queueNow } from '../../../src/project/queue-now.ts';
import { desired } from '../../support/world.ts';

test('where git can not be asked who is at work, nobody is counted', async () => {
  const fails = async (): Promise<never> => {
    throw new Error('git did not answer');
  };
  const scope = {
    ...{ configName: 'pane.config.yaml', projectId: '0123456789abcdef', env: {}, socketIsApproved: false },
    config: { tasks: [], tmux: { socket: null } },
    repository: { common: '/nowhere/.git', main: '/nowhere' },
    runner: { run: fails },
  };
  const project = { scope, desired: [desired('login', { maxActive: 1 })] } as unknown as Project;
  await expect(queueNow(project, new Set())).rejects.toThrow('could not ask git: git did not answer');
});
