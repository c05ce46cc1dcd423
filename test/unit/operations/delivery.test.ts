import { expect, test } from 'vitest';
import { deliveryOf } from '../../../src/operations/open-window/delivery.ts';
import { desired, stampOf, worktreeOf } from '../../support/world.ts';

const login = desired('login', { prompt: 'Rewrite the login page' });
const hash = login.promptHash ?? '';
const other = desired('login', { prompt: 'Rewrite the sign-up page' });

test('a new worktree gets the prompt, and one without an agent so far', () => {
  expect(deliveryOf(null, login)).toBe('first');
  expect(deliveryOf(worktreeOf(login), login)).toBe('first');
  expect(deliveryOf(null, desired('login'))).toBe('none');
});

test('a prompt that an agent began with is never given again; one that was claimed, the launcher refuses', () => {
  expect(deliveryOf(worktreeOf(login, { prompts: { [hash]: 'started' } }), login)).toBe('none');
  expect(deliveryOf(worktreeOf(login, { prompts: { [hash]: 'claimed' } }), login)).toBe('first');
});

test('another prompt than the one that was given is given only where it was asked for before', () => {
  const prompts = { [hash]: 'started' } as const;
  expect(deliveryOf(worktreeOf(login, { prompts }), other)).toBe('none');
  const asked = stampOf(login, { applied: { ...login.hashes, prompt: other.hashes.prompt } });
  expect(deliveryOf(worktreeOf(login, { prompts, stamp: asked }), other)).toBe('next');
});
