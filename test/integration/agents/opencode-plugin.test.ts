/**
 * The plugin that opencode loads, with opencode's events and a handler that writes down what it is told.
 */
import { expect, test } from 'vitest';
import { opencodeReports } from '../../../src/agents/opencode/reports.ts';
import { Sandbox } from '../../support/sandbox.ts';

/** What the handler was told, after the plugin was given the events at once. */
async function told(events: readonly object[]): Promise<string[]> {
  await using sandbox = await Sandbox.create();
  const [plugin] = opencodeReports.inject(sandbox.root).files;
  await sandbox.write('plugin.mjs', plugin?.text ?? '');
  await sandbox.write('report.sh', `printf '%s %s\\n' "$1" "$(cat)" >>'${sandbox.path('told')}'\n`);
  await sandbox.write('told', '');
  const script = `const { event } = await (await import('./plugin.mjs')).Pane()
    for (const each of ${JSON.stringify(events)}) await event({ event: each })`;
  await sandbox.output(process.execPath, ['--input-type=module', '-e', script], {
    env: { PANE_REPORT: sandbox.path('report.sh') },
  });
  return (await sandbox.read('told')).split('\n').slice(0, -1);
}

const busy = { type: 'session.status', properties: { sessionID: 's1', status: { type: 'busy' } } };
const idle = { type: 'session.idle', properties: { sessionID: 's1' } };

test('the conversation’s id, what is asked, and the end of a turn are told', async () => {
  expect(await told([{ type: 'session.created', properties: { info: { id: 's1' } } }])).toEqual([
    'start {"session_id":"s1","tool_name":""}',
  ]);
  const asked = { type: 'permission.asked', properties: { sessionID: 's1', permission: 'bash' } };
  expect(await told([asked])).toEqual(['waiting {"session_id":"s1","tool_name":"bash"}']);
  expect(await told([{ type: 'file.edited', properties: {} }])).toEqual([]);
});

test('of many events at once the last one comes last, and those that it overtook are left out', async () => {
  const start = { type: 'session.created', properties: { info: { id: 's1' } } };
  const many = Array.from({ length: 50 }, () => [busy, idle]).flat();
  const names = (await told([busy, start, ...many])).map((line) => line.split(' ')[0]);
  expect(names).toEqual(['working', 'start', 'idle']);
});

test('an error ends a turn, and what follows it does not make that a good one', async () => {
  const error = (name: string, data: object) => ({
    type: 'session.error',
    properties: { sessionID: 's1', error: { name, data } },
  });
  const limit = error('APIError', {
    statusCode: 429,
    message: 'Rate limit reached. Please try again in 8s.',
  });
  expect(await told([limit, idle])).toEqual([
    'failed {"session_id":"s1","error":"","message":"429 Rate limit reached. Please try again in 8s."}',
  ]);
  expect(await told([error('ProviderAuthError', { providerID: 'x', message: 'No key' }), idle])).toEqual([
    'failed {"session_id":"s1","error":"authentication_failed","message":"No key"}',
  ]);
  expect(await told([error('MessageAbortedError', { message: 'aborted' }), idle])).toEqual([
    'aborted {"session_id":"s1"}',
  ]);
  expect((await told([limit, idle, busy, idle])).at(-1)).toMatch(/^idle /);
});

test('the turns of its helpers are not its own, but what they ask is', async () => {
  const info = { id: 's2', parentID: 's1' };
  const of = (type: string, more = {}) => ({ type, properties: { sessionID: 's2', ...more } });
  const helper = { type: 'session.created', properties: { info } };
  expect(await told([helper, of('session.idle'), of('session.error')])).toEqual([]);
  expect(await told([helper, of('permission.asked', { permission: 'bash' })])).toEqual([
    'waiting {"session_id":"s2","tool_name":"bash"}',
  ]);
});
