/**
 * Wakes the watcher when one of its files may have changed. The directories are watched, not the files:
 * a watched file goes dead when git replaces it.
 */
import { basename, dirname } from 'node:path';
import { type FSWatcher, watch as watchFiles } from 'chokidar';

/** When a change is acted upon. */
export type Settling =
  /** When nothing more came for this long: editors and git write in several steps. */
  | { readonly quietMs: number }
  /** That long after the first, whatever comes: what comes at the same time is taken together. */
  | { readonly gatherMs: number };

export interface Events {
  /** From now on these files, whether they exist or not. */
  follow(files: readonly string[]): void;
  /** Resolves after a change that has settled, or when the signal is aborted (`event`), or after the time given. */
  next(timeoutMs: number): Promise<'event' | 'time'>;
  close(): Promise<void>;
}

export function openEvents(signal: AbortSignal, settling: Settling): Events {
  let followed = '';
  let watcher: FSWatcher | null = null;
  let names = new Set<string>();
  let changed = false;
  let wake: (() => void) | null = null;
  const notice = (path: string): void => {
    if (!names.has(path)) return;
    changed = true;
    wake?.();
  };
  const stop = (): void => wake?.();
  signal.addEventListener('abort', stop);

  const pause = async (ms: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (signal.aborted) wake();
    });
    wake = null;
  };
  const settle = async (): Promise<void> => {
    if ('gatherMs' in settling) {
      const end = performance.now() + settling.gatherMs;
      while (performance.now() < end && !signal.aborted) await pause(end - performance.now());
      changed = false;
    } else {
      while (changed && !signal.aborted) {
        changed = false;
        await pause(settling.quietMs);
      }
    }
  };

  return {
    follow(files) {
      const key = [...files].sort().join('\0');
      if (key === followed) return;
      followed = key;
      names = new Set(files);
      const directories = [...new Set(files.map((file) => dirname(file)))];
      const previous = watcher;
      watcher = watchFiles(directories, {
        depth: 0,
        ignoreInitial: true,
        // Only the files themselves and their directories: a directory of thousands costs nothing.
        ignored: (path) => !names.has(path) && !directories.includes(path) && basename(path) !== '',
      });
      watcher.on('all', (_event, path) => notice(path));
      watcher.on('error', () => {
        changed = true; // what can't be watched is looked at
      });
      void previous?.close();
    },
    async next(timeoutMs) {
      if (!changed) await pause(timeoutMs);
      if (!changed) return signal.aborted ? 'event' : 'time';
      await settle();
      return 'event';
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await watcher?.close();
    },
  };
}
