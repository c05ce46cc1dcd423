/**
 * Finding and ending what a playground started: everything that carries its mark in its environment. So it is
 * found where it left its process group too, and a shell of the user's that only stands in the directory, or
 * a client that only names its socket, is not.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

function fromProc(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), command }];
      } catch {
        return []; // it has ended meanwhile, or is somebody else's
      }
    });
}

function fromPs(mark) {
  return execFileSync('ps', ['eww', '-ax', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.split(' ').includes(mark))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+ /, '') }));
}

/** What runs with `mark`, a `NAME=value`, in its environment. */
export function processesWith(mark) {
  return process.platform === 'linux' ? fromProc(mark) : fromPs(mark);
}

/** Ends all of it; throws if something is still there after ten seconds. */
export async function endProcessesWith(mark) {
  let wasEmpty = false; // one look is not enough: a program that is just being started has no environment yet
  for (let tries = 0; ; tries += 1) {
    const left = processesWith(mark);
    if (left.length === 0 && wasEmpty) return;
    wasEmpty = left.length === 0;
    if (tries === 200) throw new Error(`still running: ${left.map(({ command }) => command).join(', ')}`);
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    await delay(50);
  }
}
