/**
 * What the watcher tells of its looks: what it holds and what is wrong, once as long as it lasts. Pure.
 */
import type { PaneEvent } from '../events/event.ts';

/** What lasts from look to look. */
export type Standing = Extract<PaneEvent, { kind: 'hold-begun' | 'notice' }>;

/** What was told and still lasts. */
export type Told = ReadonlyMap<string, Standing>;

/** What is told in the midst of a look: the look may have more to tell. */
export function addNews(
  told: Told,
  now: readonly Standing[],
): { readonly told: Told; readonly news: PaneEvent[] } {
  const all = new Map(told);
  for (const each of now) all.set(JSON.stringify(each), each);
  return { told: all, news: [...all].filter(([key]) => !told.has(key)).map(([, each]) => each) };
}

/** At the end of a look: what it did not come to is over. */
export function endNews(
  told: Told,
  now: readonly Standing[],
): { readonly told: Told; readonly news: PaneEvent[] } {
  const { told: all, news } = addNews(told, now);
  const lasting = new Set(now.map((each) => JSON.stringify(each)));
  const over = [...told].filter(([key]) => !lasting.has(key)).map(([, each]) => each);
  const ended = over.flatMap((each): PaneEvent[] =>
    each.kind === 'hold-begun' ? [{ ...each, kind: 'hold-ended' }] : [],
  );
  return { told: new Map([...all].filter(([key]) => lasting.has(key))), news: [...ended, ...news] };
}
