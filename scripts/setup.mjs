/**
 * All the set-up that a fresh clone needs before its tests or its demo can run: requirements, what the
 * lock file says, the build. What is there already is left as it is, so that it costs nothing the next time.
 */
import { buildIfStale } from './build.mjs';
import { installDependencies, mismatch } from './dependencies.mjs';
import { checkRequirements } from './requirements.mjs';

/** Where something is missing that can't be installed, says what to do and ends the process with exit code 1. */
export function setUp() {
  const say = (text) => console.error(`set-up: ${text}`);
  try {
    checkRequirements(say);
    const reason = mismatch();
    if (reason !== null) {
      say(`installing the dependencies with npm ci (${reason})`);
      installDependencies();
    }
    say('building');
    buildIfStale();
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
