import { expect, test } from 'vitest';
import type { ProjectId } from '../../../src/ids.ts';
import { hasNote } from '../../../src/project/notes.ts';

test('a note is missing only where that is known', () => {
  const ownerAt = (common: string) => ({
    scope: { repository: { common, main: null, top: null }, projectId: '0' as ProjectId },
  });
  expect(hasNote(ownerAt('/nowhere'), 'down')).toBe(false);
  expect(() => hasNote(ownerAt(`/${'x'.repeat(300)}`), 'down')).toThrow('ENAMETOOLONG');
});
