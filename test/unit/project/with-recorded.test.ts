import { describe, expect, test } from 'vitest';
import { leftOf, withRecorded } from '../../../src/project/hosts/with-recorded.ts';
import { loaded } from '../config/folder.ts';

const HOSTS = 'hosts: { big: { ssh: big, path: /app }, hpc: { ssh: hpc, path: /app } }\n';

const known = (...names: string[]) => ({
  ssh: 'big',
  path: '/app',
  project: 'ann-app',
  machine: 'm',
  clone: 'c',
  shared: { agents: { mine: { command: ['x'] } } },
  tasks: names.map((name) => ({ name, prompt: 'as it was sent' })),
});

async function placed(tasks: string, record: Parameters<typeof withRecorded>[1]) {
  const { config, staying } = withRecorded(await loaded(HOSTS + tasks), record);
  return {
    here: config.tasks.map(({ name }) => name),
    there: Object.fromEntries(config.elsewhere.map((part) => [part.name, part.content.tasks])),
    staying,
  };
}

describe('a task that was sent to a host', () => {
  test('is there', async () => {
    const { there, staying } = await placed('tasks: [{ name: a, host: big }]', { big: known('a') });
    expect(there).toEqual({ big: [{ name: 'a', agent: 'claude', branch: 'a' }] });
    expect(staying).toEqual([]);
  });

  test('stays there, as it was sent, where the file has it here', async () =>
    expect(await placed('tasks: [{ name: a }, { name: b }]', { big: known('a') })).toEqual({
      here: ['b'],
      there: { big: [{ name: 'a', prompt: 'as it was sent' }] },
      staying: [{ task: 'a', host: 'big', wanted: null }],
    }));

  test('stays there where the file has it on another host', async () =>
    expect(await placed('tasks: [{ name: a, host: hpc }]', { big: known('a') })).toEqual({
      here: [],
      there: { big: [{ name: 'a', prompt: 'as it was sent' }] },
      staying: [{ task: 'a', host: 'big', wanted: 'hpc' }],
    }));

  test('starts nowhere else where its host has left the file', async () =>
    expect(await placed('tasks: [{ name: a, host: hpc }]', { old: known('a') })).toEqual({
      here: [],
      there: {},
      staying: [{ task: 'a', host: 'old', wanted: 'hpc' }],
    }));

  test('is on both where it was sent to both', async () => {
    const record = { big: known('a'), hpc: known('a') };
    expect((await placed('tasks: [{ name: a, host: hpc }]', record)).staying).toEqual([]);
  });
});

describe('what left the file', () => {
  const left = async (text: string, record: Parameters<typeof withRecorded>[1]) => {
    const { config } = withRecorded(await loaded(text), record);
    return leftOf(config, record);
  };

  test('is counted over all hosts', async () => {
    const record = { big: known('a', 'b'), hpc: known('c') };
    expect(await left(`${HOSTS}tasks: [{ name: b, host: big }]`, record)).toEqual({ gone: 2, of: 3 });
  });

  test('is nothing of a host that left it too', async () =>
    expect(await left('tasks: []', { big: known('a', 'b') })).toEqual({ gone: 0, of: 0 }));

  test('is no task that is elsewhere by now', async () =>
    expect(await left(`${HOSTS}tasks: [{ name: a }]`, { big: known('a') })).toEqual({ gone: 0, of: 1 }));
});

test('a task that stays has the agents that it was sent with', async () => {
  const { config } = withRecorded(await loaded(`${HOSTS}tasks: [{ name: a }]`), { big: known('a') });
  expect(config.elsewhere[0]?.content.agents).toEqual({ mine: { command: ['x'] } });
});
