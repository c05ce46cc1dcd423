/**
 * What is left to do once the operations are over: whatever it comes to, it must not cost their report.
 */
import { isInterrupt, messageOf } from '../../errors.ts';
import type { Notice, NoticeKind } from '../../plan/notice.ts';
import { isUnexpected } from './unexpected.ts';

/**
 * @param kind of the notice, if it fails: `warning` for bookkeeping
 * @param what failed then, as the beginning of a sentence
 * @returns the notices of the work, or one that tells why it failed. An interrupt is told by the exit code.
 */
export async function afterwards(
  kind: NoticeKind,
  what: string,
  work: () => Promise<readonly Notice[]>,
): Promise<readonly Notice[]> {
  try {
    return await work();
  } catch (error) {
    if (isInterrupt(error)) return [];
    if (isUnexpected(error)) throw error;
    return [{ kind, message: `${what}: ${messageOf(error)}` }];
  }
}
