import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';

test('returns the value of the first call that neither throws nor returns false', async () => {
  let calls = 0;
  const value = await eventually(() => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return calls === 2 ? false : `call ${calls}`;
  });
  expect(value).toBe('call 3');
});

test('throws the last error after the timeout', async () => {
  const never = () => {
    throw new Error('not there');
  };
  await expect(eventually(never, { timeout: 20 })).rejects.toThrow('not there');
  await expect(eventually(() => false, { timeout: 20 })).rejects.toThrow('never came true');
});
