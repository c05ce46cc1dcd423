import { expect, test } from 'vitest';
import { addNews, endNews, type Standing, type Told } from '../../../src/watcher/news.ts';

const hold = (message: string): Standing => ({ kind: 'hold-begun', task: null, message });
const notice = (message: string): Standing => ({ kind: 'notice', notice: 'failed', tasks: ['a'], message });

/** `+` begun, `-` ended, of each look; what is told in its midst comes first. */
function run(looks: readonly { readonly midst?: readonly Standing[]; readonly all: readonly Standing[] }[]) {
  let told: Told = new Map();
  return looks.map(({ midst = [], all }) => {
    const first = addNews(told, midst);
    const second = endNews(first.told, all);
    told = second.told;
    return [...first.news, ...second.news].map(
      (event) => `${event.kind === 'hold-ended' ? '-' : '+'}${'message' in event ? event.message : ''}`,
    );
  });
}

test('what lasts is told once, and that it is over; a notice just is not told any more', () => {
  const looks = run([
    { all: [hold('x'), notice('n')] },
    { midst: [hold('x')], all: [hold('x'), notice('n')] },
    { midst: [hold('y')], all: [hold('y')] },
    { all: [] },
    { all: [hold('x'), notice('n')] },
  ]);
  expect(looks).toEqual([['+x', '+n'], [], ['+y', '-x'], ['-y'], ['+x', '+n']]);
});

test('what an unfinished look did not come to is not over', () => {
  const looks = run([
    { all: [hold('x'), hold('later')] },
    { midst: [hold('x')], all: [hold('x'), hold('later')] },
  ]);
  expect(looks).toEqual([['+x', '+later'], []]);
});
