/**
 * Whether the process of a claim still runs, told from what the claim says of its place.
 */
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { PaneError } from '../../../src/errors.ts';
import { identityOf, liveness, thisPlace } from '../../../src/process/identity.ts';
import { Sandbox } from '../../support/sandbox.ts';

const namespace = thisPlace().host.slice(hostname().length);

test('a host that was renamed while it runs is the same place', () => {
  const own = identityOf(process.pid);
  const renamed = `${hostname()}-renamed${namespace}`;
  expect(liveness({ ...own, host: renamed })).toBe('alive');
  expect(liveness({ ...own, host: renamed, start: '1' })).toBe('dead');
});

test('another container of this boot, and another host of another boot, are elsewhere', () => {
  const own = identityOf(process.pid);
  const boot = '11111111-aaaa';
  expect(liveness({ ...own, host: `${hostname()}/1` })).toBe('elsewhere');
  expect(liveness({ ...own, boot, host: `${hostname()}-other${namespace}` })).toBe('elsewhere');
  expect(liveness({ ...own, boot })).toBe('dead');
});

test('of another boot the number of the process namespace tells nothing: a container gets another one', () => {
  const own = { ...identityOf(process.pid), host: `${hostname()}/1` };
  expect(liveness({ ...own, boot: '11111111-aaaa' })).toBe('dead');
  expect(liveness({ ...own, boot: 'unknown' })).toBe('elsewhere');
});

test('a process whose start can’t be told gets no identity, since others would take it for dead', async () => {
  await using sandbox = await Sandbox.create();
  const ended = sandbox.start('true', []);
  await ended.ended;
  expect(() => identityOf(ended.pid ?? 0)).toThrow(PaneError);
});
