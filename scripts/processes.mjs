/**
 * Finding and ending what runs for a directory: everything that has its path in its environment, its
 * command line or as working directory. So what a demo or a bench started is found even where it left
 * its process group, and nothing else is.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

function fromProc(directory) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        const texts = [command, environment, `${readlinkSync(`/proc/${name}/cwd`)}/`];
        if (!texts.some((text) => text.includes(`${directory}/`) || text.includes(`${directory}\0`)))
          return [];
        return [{ pid: Number(name), command: command.replaceAll('\0', ' ').trim() }];
      } catch {
        return []; // it has ended meanwhile, or is somebody else's
      }
    });
}

function fromPs(directory) {
  return execFileSync('ps', ['eww', '-ax', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`${directory}/`) || line.includes(`${directory} `))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+ /, '') }));
}

/** What runs for the directory, without ourselves. */
export function processesOf(directory) {
  const found = process.platform === 'linux' ? fromProc(directory) : fromPs(directory);
  return found.filter(({ pid }) => pid !== process.pid);
}

/** Ends all of it; throws if something is still there after ten seconds. */
export async function endProcessesOf(directory) {
  for (let tries = 0; ; tries += 1) {
    const left = processesOf(directory);
    if (left.length === 0) return;
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
