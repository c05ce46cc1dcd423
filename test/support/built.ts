/**
 * For tests that run the built command: builds it where it is older than its sources. A module of vitest's
 * `globalSetup`.
 */
import { buildIfStale } from '../../scripts/build.mjs';

export default function setup(): void {
  buildIfStale();
}
