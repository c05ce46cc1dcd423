import { expect, test } from 'vitest';
import { describeConfig } from '../../../src/config/describe.ts';
import { Folder } from './folder.ts';

test('what a night goes by is told as the file writes it', async () => {
  await using folder = await Folder.create({
    'pane.config.yaml': `max_active: 2
frees_after: 5m
agents: { one: { command: [one], max_active: 1, one_shot: true } }
tasks:
  - { name: a, agent: one, verify: { run: npm test, settle: 5s }, stall_after: 1h }
  - { name: b, agent: one, base: { task: a }, after: [a] }
`,
  });
  expect(describeConfig(await folder.load())).toMatchObject({
    max_active: 2,
    frees_after: '300000ms',
    tasks: [
      {
        base: null,
        agent: { max_active: 1, one_shot: true },
        verify: { run: ['npm test'], timeout: '900000ms', retries: 3, settle: '5000ms' },
        stall_after: '3600000ms',
      },
      { base: { task: 'a' }, after: ['a'], verify: false },
    ],
  });
});
