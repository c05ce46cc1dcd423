import { describe, expect, test } from 'vitest';
import {
  parseAnswer,
  parseAnyHello,
  parseHello,
  parseOpening,
  parseRequest,
} from '../../../src/hosts/protocol.ts';

const id = '0'.repeat(32);
const COMMIT = 'a'.repeat(40);
const START = { base: COMMIT, branch: null, name: 'refs/heads/main' };
const FILE = {
  id,
  do: 'file',
  text: '',
  digest: '',
  include: [],
  takeOver: false,
  starts: { x: START },
  files: [{ path: 'a/.env', content: 'eA==', tasks: ['x'] }],
};

describe('requests', () => {
  test.each([
    { id, do: 'about' },
    { id, do: 'keep', command: 'exec', words: ['$(x)'] },
    { id, do: 'run', command: 'status', words: [], stdin: '', changes: false },
    { id, do: 'plan', text: '', tasks: [], fresh: false, yes: false, starts: {} },
    FILE,
    { id, do: 'starts', tasks: [{ name: 'x', onto: 'y' }], starts: { x: { ...START, branch: COMMIT } } },
    { id, do: 'results', tasks: ['x'] },
    { id, do: 'give' },
    { id, do: 'take', commits: [COMMIT], roots: [] },
  ])('$do', (request) => expect(parseRequest(JSON.stringify(request))).toEqual(request));

  test.each([
    'x',
    '{}',
    JSON.stringify({ id: '../../x', do: 'about' }),
    JSON.stringify({ id, do: 'rm' }),
    JSON.stringify({ id, do: 'take', commits: ['--upload-pack=x'], roots: [] }),
    JSON.stringify({ id, do: 'starts', tasks: [], starts: { x: { ...START, base: 'main' } } }),
    JSON.stringify({ id, do: 'run', command: 'status', words: 'x', stdin: '', changes: false }),
    JSON.stringify({ ...FILE, files: [{ path: '../x', content: '', tasks: [] }] }),
  ])('%s is none', (line) => expect(parseRequest(line)).toBeNull());
});

describe('a hello', () => {
  const hello = { pane: 'rpc', protocol: 1, version: '1.0.0', machine: { id, name: 'big' } };

  test('may have keys that are not known yet', () =>
    expect(parseHello(JSON.stringify({ ...hello, more: 1 }))).toEqual(hello));

  test('of another protocol tells its version at least', () =>
    expect(parseAnyHello('{"pane":"rpc","protocol":7,"version":"9.0.0"}')).toEqual({
      pane: 'rpc',
      protocol: 7,
      version: '9.0.0',
    }));

  test.each(['Welcome', '{"welcome":true}', '{"pane":"other","protocol":1,"version":"1"}', 'null'])(
    '%s is none',
    (line) => expect(parseAnyHello(line)).toBeNull(),
  );
});

test('an answer without an id is about the connection', () =>
  expect(parseAnswer('{"error":{"code":"usage","message":"no","hint":null}}')).toEqual({
    error: { code: 'usage', message: 'no', hint: null },
  }));

test('an opening that lacks something is none', () =>
  expect(parseOpening('{"protocol":1,"path":"/x"}')).toBeNull());
