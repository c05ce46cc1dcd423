import { expect, test } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { resolveAgent } from '../../../src/agents/resolve-agent.ts';
import { type Linked, pointsBehind } from '../../../src/engine/night/behind.ts';
import { type Point, pointsOf, projectPoints, type TaskFacts } from '../../../src/engine/night/points.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { formatNightPlan } from '../../../src/ui/night-plan.ts';
import { width } from '../../../src/ui/width.ts';
import { desired } from '../../support/world.ts';

function agentOf(name: string, args: readonly string[] = []): Agent {
  const found = resolveAgent(name, {}, args);
  if (!found.ok) throw new Error(name);
  return found.agent;
}

const verify = { run: ['npm test'], timeoutMs: 1, retries: 3, settleMs: 1 };

/** A task that nothing stops. */
function facts(parts: Partial<TaskFacts> = {}, config: Partial<TaskFacts['config']> = {}): TaskFacts {
  return {
    config: {
      ...desired('a'),
      agent: agentOf('claude', ['--max-turns', '50']),
      verify,
      onFailure: 'restart',
      ...config,
    },
    status: { state: 'pending', message: null, exitCode: null },
    hasReported: false,
    isApproved: true,
    missing: null,
    lacking: [],
    hasKey: true,
    trust: 'trusted',
    asking: { answer: 'never', by: '-p' },
    unasked: '-p',
    ...parts,
  };
}

function ended(exitCode: number, oneShot: boolean): TaskFacts {
  const agent = { ...agentOf('claude', ['--max-turns', '50']), oneShot };
  return facts({ status: { state: 'exited', message: null, exitCode } }, { agent });
}

test('how it ended is told', () => {
  expect(pointsOf(ended(3, true)).map(({ message }) => message)).toEqual(['exited now: exit code 3']);
});

function short(points: readonly Point[]): string[] {
  return points.map(({ level, about }) => `${level} ${about}`);
}

test.each<[string, TaskFacts, string[]]>([
  ['nothing', facts(), []],
  ['it waits', facts({ status: { state: 'waiting', message: 'Well?', exitCode: null } }), ['stops state']],
  ['it works', facts({ status: { state: 'working', message: null, exitCode: null } }), []],
  ['it is paused', facts({ status: { state: 'paused', message: null, exitCode: null } }), ['stops state']],
  ['it has died', ended(1, true), ['stops state']],
  ['it has ended with its turn', ended(0, true), []],
  ['it has ended, and was to stay', ended(0, false), ['stops state']],
  ['not approved', facts({ isApproved: false }), ['stops approval']],
  ['no program', facts({ missing: 'claude', hasKey: false }), ['stops program']],
  ['a key that is not passed', facts({ lacking: ['ANTHROPIC_API_KEY'] }), ['may-stop login']],
  ['no key', facts({ hasKey: false }), ['not-known login']],
  ['no key that is known', facts({ hasKey: null }), []],
  ['a trust dialog', facts({ trust: 'asks' }), ['stops trust']],
  ['a trust dialog, perhaps', facts({ trust: 'unknown' }), ['not-known trust']],
  ['no trust dialog', facts({ trust: null }), []],
  ['it asks', facts({ asking: { answer: 'asks', by: 'x' } }), ['stops permissions']],
  ['it may ask', facts({ asking: { answer: 'may', by: 'x' } }), ['may-stop permissions']],
  ['it asks, perhaps', facts({ asking: { answer: 'unknown', by: 'x' } }), ['not-known permissions']],
  ['an agent of which nothing is known', facts({ asking: null }), ['not-known permissions']],
  [
    'one that ends with its turn asks nobody',
    facts({ asking: null }, { agent: { ...agentOf('claude', ['--max-turns=9']), oneShot: true } }),
    [],
  ],
  ['hold', facts({}, { onLimit: 'hold' }), ['may-stop limit']],
  ['stay', facts({}, { onFailure: 'stay' }), ['may-stop end']],
  ['no bound', facts({}, { agent: agentOf('claude') }), ['note bound']],
  ['no verify', facts({}, { verify: null }), ['note verify']],
  ['a shell', facts({ asking: null, hasKey: null }, { agent: agentOf('shell') }), ['may-stop turns']],
  [
    'one that is known to tell its turns though nothing in the file says so',
    facts(
      {
        asking: null,
        hasKey: null,
        hasReported: true,
        status: { state: 'idle', message: null, exitCode: null },
      },
      { agent: agentOf('shell') },
    ),
    [],
  ],
  [
    'several, the worst first',
    facts({ trust: 'asks', hasKey: false }, { verify: null, onLimit: 'hold' }),
    ['stops trust', 'may-stop limit', 'not-known login', 'note verify'],
  ],
])('%s', (_, given, points) => {
  expect(short(pointsOf(given))).toEqual(points);
});

test('a task behind one that something stops, and one behind that', () => {
  const stop: Point = { level: 'stops', about: 'program', message: 'm' };
  const linked = (name: string, after: string[], parts: Partial<Linked> = {}): Linked => ({
    name,
    state: 'queued',
    after,
    blockedBy: after,
    points: [],
    ...parts,
  });
  const behind = pointsBehind([
    linked('first', [], { state: 'pending', points: [stop] }),
    linked('second', ['first']),
    linked('third', ['second', 'fourth']),
    linked('fourth', ['fine']),
    linked('fine', [], { state: 'working' }),
    linked('lost', ['gone', 'done'], { blockedBy: ['gone'] }),
    linked('begun', ['first'], { state: 'idle', blockedBy: [] }),
    linked('round', ['round']),
  ]);
  const messages = [...behind].flatMap(([name, points]) => points.map(({ message }) => `${name} ${message}`));
  expect(messages).toEqual([
    'second waits for first, which something stops',
    'third waits for first, which something stops',
    'lost waits for gone, which is not in the file',
  ]);
});

test('what concerns all tasks', () => {
  const fine = { tasks: 3, maxActive: 2, isWatched: true, holding: [] };
  expect(projectPoints(fine)).toEqual([]);
  const all = { tasks: 3, maxActive: null, isWatched: false, holding: ['git wrote the file'] };
  expect(short(projectPoints(all))).toEqual(['stops watcher', 'stops watcher', 'note queue']);
  expect(projectPoints({ ...fine, tasks: 1, maxActive: null })).toEqual([]);
});

const view = { palette: plainPalette, available: 80 };

test('on a terminal of 80 columns', () => {
  const asks = facts({ asking: { answer: 'asks', by: 'its default mode' }, unasked: '--yolo' });
  const task = { agent: 'claude', state: 'pending', queue: null, points: pointsOf(asks) } as const;
  const queue = {
    place: 1,
    reason: 'after schema (working)',
    blockedBy: ['schema'],
  };
  const text = formatNightPlan(
    {
      project: 'app',
      maxActive: 2,
      points: projectPoints({ tasks: 3, maxActive: 2, isWatched: false, holding: [] }),
      tasks: [
        { ...task, name: 'schema', state: 'working', points: [] },
        { ...task, name: 'api', state: 'queued', queue },
        { ...task, name: 'web', state: 'paused' },
      ],
    },
    view,
  );
  expect(text).toBe(`3 tasks, 2 at work at once.

TASK    AGENT   STATE    BEGINS
schema  claude  working  has begun
api     claude  queued   1. after schema (working)
web     claude  paused   not at all

Stops it:
  no watcher runs: queue, checks and limits need it; \`pane up\` starts it.
  api, web: claude asks before it changes or runs something (its default
    mode); with --yolo it does not.
`);
  for (const line of text.split('\n')) expect(width(line)).toBeLessThanOrEqual(80);
});

test('where nothing stops them it says so', () => {
  const task = { name: 'a', agent: 'claude', state: 'idle', queue: null, points: [] } as const;
  const plan = { project: 'app', maxActive: null, points: [], tasks: [task] };
  expect(formatNightPlan(plan, view)).toMatch(/^1 task\.\n.*\nNothing is known that stops them\.\n$/s);
  expect(formatNightPlan({ ...plan, tasks: [] }, view)).toMatch(/^No tasks\./);
});
