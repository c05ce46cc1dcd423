/** The one hash of texts: of what is wanted, of prompts, of places. */
import { createHash } from 'node:crypto';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
