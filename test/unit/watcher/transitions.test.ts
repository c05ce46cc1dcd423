import { expect, test } from 'vitest';
import type { TaskState } from '../../../src/snapshot/status.ts';
import { hear, type Known, type Seen } from '../../../src/watcher/transitions.ts';
import { taskName } from '../../support/trust.ts';

const task = taskName('a');

/** `STATE`, then perhaps `/LAUNCH`, `@TIME` that its event told, `!TIME` of its last sign, `?` for unsure. */
function seen(text: string): Seen {
  const [, state = '', launch = '1', toldAt, stalled] =
    /^(\w+)(?:\/(\d+))?(?:@(\d+))?(?:!(\d+))?/.exec(text) ?? [];
  return {
    task,
    state: state as TaskState,
    launch: Number(launch),
    toldAt: toldAt === undefined ? null : Number(toldAt),
    stalledSince: stalled === undefined ? null : Number(stalled),
    isUnsure: text.endsWith('?'),
  };
}

/** The looks that made news. */
function newsOf(looks: string): string[] {
  let known: Known | null = null;
  return looks.split(' ').filter((look) => {
    const heard = hear(known, [seen(look)]);
    known = heard.known;
    return heard.changes.some(({ isNews }) => isNews);
  });
}

test.each([
  // Each time that a task comes there, and not as long as it stays.
  ['working waiting waiting working waiting', 'waiting waiting'],
  ['working@1 idle@2 idle@2 working@3 idle@4', 'idle@2 idle@4'],
  ['pending setup failed failed', 'failed'],
  ['running exited exited', 'exited'],
  // What becomes of its work, each time that it was checked, and not that a check was not made.
  ['working idle verifying verified verified', 'idle verified'],
  ['verifying@45 verified@50 verified@60', 'verified@50 verified@60'],
  ['working idle verifying idle verifying stuck', 'idle stuck'],
  // What was so at the first look is not told, nor what could not be asked meanwhile.
  ['waiting waiting', ''],
  ['unknown waiting waiting', ''],
  ['waiting unknown waiting', ''],
  ['working unknown waiting', 'waiting'],
  // A turn that was shorter than the time between two looks, told by its events; another source tells the same anew.
  ['waiting@1 waiting@2', 'waiting@2'],
  ['working idle@1 idle@3', 'idle@1 idle@3'],
  ['working waiting@1 waiting waiting@1', 'waiting@1'],
  // Idle without a turn: an agent that has just started, or was started again.
  ['pending starting idle', ''],
  ['working starting/2 idle/2', ''],
  ['waiting exited starting/2 idle/2', 'exited'],
  // A screen that tells nothing for a while.
  ['working running idle', 'idle'],
  ['waiting running waiting', ''],
  // The same end of another launch.
  ['working exited/1 exited/2', 'exited/1 exited/2'],
  // One that works and gives no sign of it, each time anew.
  ['idle working working!5 working!5 working working!7 working!9', 'working!5 working!7 working!9'],
  ['unknown working!5 working!5', ''],
  ['working failed? stopped', ''],
  ['working failed? failed', 'failed'],
])('%s', (looks, news) => {
  expect(newsOf(looks).join(' ')).toBe(news);
});

test('a task that was added since is heard of, one that left is forgotten', () => {
  const first = hear(null, []).known;
  const second = hear(first, [seen('failed')]);
  expect(second.changes).toEqual([{ task, before: null, isNews: true }]);
  expect(hear(second.known, []).known.size).toBe(0);
});

/** `BEFORE STATE` of each change, with `!` where it is news. */
function changesOf(looks: string): string[] {
  let known: Known | null = null;
  return looks.split(' ').flatMap((look) => {
    const now = seen(look);
    const heard = hear(known, [now]);
    known = heard.known;
    return heard.changes.map(({ before, isNews }) => `${before}>${now.state}${isNews ? '!' : ''}`);
  });
}

test.each([
  ['pending setup starting running working', 'pending>setup setup>starting starting>running running>working'],
  ['working working waiting? waiting idle', 'working>waiting! waiting>idle!'],
  ['starting idle', 'starting>idle'],
  // A turn that was over between two looks.
  ['idle@1 idle@2', 'idle>idle!'],
  // What was so at the first look is not told, nor what could not be asked.
  ['unknown working', ''],
  ['working unknown working', ''],
  ['working running unknown idle', 'working>running running>idle!'],
])('changes of %s', (looks, changes) => {
  expect(changesOf(looks).join(' ')).toBe(changes);
});
