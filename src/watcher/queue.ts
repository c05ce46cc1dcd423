/**
 * Notifications on their way: several side by side, never more than a few, and of one task only the newest
 * where it has to wait. Nobody waits for them.
 */
export interface Queue<T> {
  push(key: string, item: T): void;
  /** Resolves when those that have begun are over; the others are dropped. */
  close(): Promise<void>;
}

/** `work` does not throw. */
export function openQueue<T>(most: number, work: (item: T) => Promise<void>): Queue<T> {
  const waiting = new Map<string, T>();
  const running = new Set<Promise<void>>();
  const fill = (): void => {
    for (const [key, item] of waiting) {
      if (running.size >= most) return;
      waiting.delete(key);
      const one: Promise<void> = work(item).finally(() => {
        running.delete(one);
        fill();
      });
      running.add(one);
    }
  };
  return {
    push(key, item) {
      waiting.delete(key); // the newest is the last in line
      waiting.set(key, item);
      fill();
    },
    async close() {
      waiting.clear();
      await Promise.all(running);
    },
  };
}
