import { describe, expect, test } from 'vitest';
import { activityOf, type Signs } from '../../../src/agents/activity.ts';
import type { Activity } from '../../../src/agents/agent.ts';
import type { ScreenState } from '../../../src/agents/screen.ts';

function seen(...activities: readonly Activity[]): ScreenState[] {
  return activities.map((activity) => ({ activity, rule: 'r', line: `line of ${activity}`, isDrawn: true }));
}

/** Started long ago, and looked at a minute after its event. */
function told(parts: Partial<Signs>) {
  const { state, source, message } = activityOf({
    reported: '',
    reportedSince: 940,
    why: '',
    screenStates: [],
    hasRules: true,
    reports: true,
    hasPrompt: false,
    startedAt: 100,
    now: 1000,
    ...parts,
  });
  return [state, source, message];
}

describe('an event', () => {
  test.each(['working', 'waiting', 'idle'])('%s counts where the screen says nothing', (reported) => {
    expect(told({ reported })).toEqual([reported, 'event', null]);
  });

  test('tells what is waited for', () => {
    expect(told({ reported: 'waiting', why: 'Bash: ls' })).toEqual(['waiting', 'event', 'Bash: ls']);
    expect(told({ reported: 'working', why: 'left over' })).toEqual(['working', 'event', null]);
  });

  test('counts as long as the screen confirms it, whatever else stands there', () => {
    expect(told({ reported: 'idle', screenStates: seen('working', 'idle') })).toEqual([
      'idle',
      'event',
      null,
    ]);
  });

  test('is overtaken by the screen after three seconds', () => {
    const overtaken = { reported: 'working', screenStates: seen('idle') };
    expect(told({ ...overtaken, now: 942 })).toEqual(['working', 'event', null]);
    expect(told({ ...overtaken, now: 943 })).toEqual(['idle', 'screen', null]);
    expect(told({ reported: 'working', screenStates: seen('waiting') })).toEqual([
      'waiting',
      'screen',
      'line of waiting',
    ]);
  });

  test('of a failure is what its words say, and stays while only the box is there', () => {
    const failed = { reported: 'failed', why: 'rate_limit Try again in 5s' };
    const limited = ['limited', 'event', 'Try again in 5s'];
    expect(told(failed)).toEqual(limited);
    expect(told({ ...failed, screenStates: seen('idle') })).toEqual(limited);
    expect(told({ ...failed, screenStates: seen('stuck', 'idle') })).toEqual(limited);
    expect(told({ ...failed, why: 'authentication_failed Invalid key', screenStates: seen('idle') })).toEqual(
      ['waiting', 'event', 'needs login: Invalid key'],
    );
    expect(told({ ...failed, why: 'unknown No such model' })).toEqual([
      'stuck',
      'event',
      'turn failed: No such model',
    ]);
    expect(told({ ...failed, why: '' })[0]).toBe('stuck');
  });

  test('of a failure is overtaken by work and by a question', () => {
    const failed = { reported: 'failed', why: 'rate_limit x' };
    expect(told({ ...failed, screenStates: seen('working', 'idle') })).toEqual(['working', 'screen', null]);
    expect(told({ ...failed, screenStates: seen('waiting') })[0]).toBe('waiting');
    expect(told({ ...failed, screenStates: seen('working', 'idle'), now: 942 })[0]).toBe('limited');
  });

  test('of the end of a turn does not count while something goes on in the background', () => {
    const [working, idle] = seen('working', 'idle');
    const states = [{ ...(working as ScreenState), isBackground: true as const }, idle as ScreenState];
    const behind = ['working', 'screen', 'line of working'];
    expect(told({ reported: 'idle', screenStates: states })).toEqual(behind);
    expect(told({ reported: 'working', screenStates: states })).toEqual(['working', 'event', null]);
    expect(told({ reported: 'failed', why: 'rate_limit x', screenStates: states })[0]).toBe('working');
  });

  test('of work does not hide that the turn failed, where only the screen tells it', () => {
    const failed = { reported: 'working', screenStates: seen('limited', 'idle') };
    expect(told(failed)).toEqual(['limited', 'screen', 'line of limited']);
    expect(told({ ...failed, screenStates: seen('stuck', 'idle') })).toEqual([
      'stuck',
      'screen',
      'line of stuck',
    ]);
    expect(told({ ...failed, screenStates: seen('working', 'limited', 'idle') })[0]).toBe('working');
    expect(told({ ...failed, reported: 'idle' })).toEqual(['idle', 'event', null]);
  });

  test('of its start counts when its box has been drawn for a while, or the minute of its start is over', () => {
    const begun = { reported: 'idle', why: 'start', reportedSince: 950, startedAt: 945 };
    const drawn = { ...begun, screenStates: seen('idle') };
    expect(told({ ...drawn, now: 952 })).toEqual(['starting', 'process', null]);
    expect(told({ ...drawn, now: 953 })).toEqual(['idle', 'event', null]);
    const titled = seen('idle').map((screenState) => ({ ...screenState, isDrawn: false }));
    expect(told({ ...begun, screenStates: titled, now: 953 })).toEqual(['starting', 'process', null]);
    expect(told({ ...begun, now: 1004 })).toEqual(['starting', 'process', null]);
    expect(told({ ...begun, now: 1005 })).toEqual(['idle', 'event', null]);
    expect(told({ ...begun, now: 950, hasRules: false })).toEqual(['idle', 'event', null]);
    expect(told({ ...begun, now: 950, why: '' })).toEqual(['idle', 'event', null]);
  });

  test('that is none of ours is none', () => {
    expect(told({ reported: 'dancing', screenStates: seen('idle') })).toEqual(['idle', 'screen', null]);
  });
});

describe('without an event', () => {
  test('the screen tells, what counts most first', () => {
    expect(told({ screenStates: seen('waiting', 'idle') })).toEqual(['waiting', 'screen', 'line of waiting']);
    expect(told({ screenStates: seen('working', 'idle'), startedAt: 999 })).toEqual([
      'working',
      'screen',
      null,
    ]);
  });

  test('an agent that reports is starting for a minute, then runs', () => {
    expect(told({ startedAt: 941 })).toEqual(['starting', 'process', null]);
    expect(told({ startedAt: 940 })).toEqual(['running', 'process', null]);
    expect(told({ startedAt: 1000, reports: false })).toEqual(['running', 'process', null]);
  });

  test('the input box of an agent that has just started does not mean that its turn is over', () => {
    const box = { screenStates: seen('idle'), startedAt: 995 };
    expect(told(box)).toEqual(['starting', 'process', null]);
    expect(told({ ...box, startedAt: 990 })).toEqual(['idle', 'screen', null]);
    const prompted = { ...box, hasPrompt: true };
    expect(told({ ...prompted, startedAt: 941 })).toEqual(['starting', 'process', null]);
    expect(told({ ...prompted, startedAt: 940 })).toEqual(['idle', 'screen', null]);
    expect(told({ ...prompted, startedAt: 941, reported: 'idle' })).toEqual(['idle', 'event', null]);
    expect(told({ ...prompted, startedAt: 941, screenStates: seen('working', 'idle') })).toEqual([
      'working',
      'screen',
      null,
    ]);
    expect(told({ ...box, reports: false })).toEqual(['idle', 'screen', null]);
    expect(told({ ...box, screenStates: seen('waiting', 'idle') })).toEqual([
      'waiting',
      'screen',
      'line of waiting',
    ]);
  });
});

test('where an agent that would report does not read where, its box says nothing for ten seconds after its prompt', () => {
  const unread = {
    reports: false,
    isUnread: true,
    hasPrompt: true,
    startedAt: 950,
    screenStates: seen('idle'),
  };
  expect(told({ ...unread, now: 959 })).toEqual(['running', 'process', null]);
  expect(told({ ...unread, now: 959, screenStates: seen('working') })[0]).toBe('working');
  expect(told({ ...unread, now: 960 })).toEqual(['idle', 'screen', null]);
  expect(told({ ...unread, now: 959, hasPrompt: false })).toEqual(['idle', 'screen', null]);
});

describe('where the clock was put back by a day', () => {
  const day = 86_400;

  test('an agent that has not told anything yet is no longer starting', () => {
    expect(told({ startedAt: 1000 + day })).toEqual(['running', 'process', null]);
    expect(told({ startedAt: 1000 + day, screenStates: seen('idle') })).toEqual(['idle', 'screen', null]);
  });

  test('the screen counts over an event of before', () => {
    const event = { reported: 'working', reportedSince: 1000 + day };
    expect(told({ ...event, screenStates: seen('idle') })).toEqual(['idle', 'screen', null]);
    // One that has just come may be newer than the look.
    expect(told({ ...event, reportedSince: 1001, screenStates: seen('idle') })).toEqual([
      'working',
      'event',
      null,
    ]);
  });
});
