/**
 * The directory of a test bed below /tmp, with a note of who runs it: what a killed run left is found by that, and removed by the
 * next one. All that runs for the bed has `PANE_BED=DIRECTORY` in its environment, or ends with what has.
 */
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { endProcessesWith } from './processes.mjs';

const temporary = realpathSync('/tmp');

/** When a process began, as the kernel counts; null: there is none. */
function startOf(pid) {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
}

/** Ends what runs for the bed in that directory, and removes it. */
export async function removeBed(directory) {
  await endProcessesWith(`PANE_BED=${directory}`);
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Beds of runs that were killed: their owner is no more. */
async function removeLeft(prefix, say) {
  for (const name of readdirSync(temporary).filter((each) => each.startsWith(prefix))) {
    const directory = join(temporary, name);
    let owner = { pid: 0, start: '' };
    try {
      owner = JSON.parse(readFileSync(join(directory, 'owner'), 'utf8'));
    } catch {
      continue; // not one of ours, or one that is just being made
    }
    if (startOf(owner.pid) === owner.start) continue;
    say(`removing ${directory}, which a killed run left`);
    await removeBed(directory);
  }
}

/** Removes what killed runs left, and makes a new one. */
export async function makeBed(prefix, say) {
  await removeLeft(prefix, say);
  const directory = mkdtempSync(join(temporary, prefix));
  writeFileSync(join(directory, 'owner'), JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
  chmodSync(directory, 0o755);
  return directory;
}
