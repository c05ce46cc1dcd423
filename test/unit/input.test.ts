import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createInput } from '../../src/input.ts';

function open(): { stream: PassThrough; input: ReturnType<typeof createInput>; stop: AbortController } {
  const stream = new PassThrough();
  const stop = new AbortController();
  return { stream, stop, input: createInput(() => stream, stop.signal) };
}

test('lines come one by one, also where they arrive together or in pieces', async () => {
  const { stream, input } = open();
  stream.write('one\ntwo\r\nth');
  expect(await input.line()).toBe('one');
  expect(await input.line()).toBe('two');
  stream.write('ree\n');
  expect(await input.line()).toBe('three');
});

test('a last line without a line break counts, then comes the end', async () => {
  const { stream, input } = open();
  stream.end('last');
  expect(await input.line()).toBe('last');
  expect(await input.line()).toBe(null);
  expect(await input.line()).toBe(null);
});

test('an interrupt ends the wait', async () => {
  const { input, stop } = open();
  const line = input.line();
  stop.abort();
  expect(await line).toBe(null);
  expect(await input.line()).toBe(null);
});

test('between two lines nothing is read', async () => {
  const { stream, input } = open();
  const line = input.line();
  stream.write('one\n');
  await line;
  expect(stream.isPaused()).toBe(true);
  expect(stream.listenerCount('data')).toBe(0);
});

test('a letter that was cut apart is whole again', async () => {
  const { stream, input } = open();
  const bytes = Buffer.from('größe\n');
  const line = input.line();
  stream.write(bytes.subarray(0, 3));
  stream.write(bytes.subarray(3));
  expect(await line).toBe('größe');
});

test('all of it', async () => {
  const { stream, input } = open();
  stream.write('one\n');
  stream.end('two');
  expect(await input.all()).toBe('one\ntwo');
});
