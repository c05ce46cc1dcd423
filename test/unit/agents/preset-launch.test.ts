/**
 * What each preset is really run with: every way to start it, and how it is told to report its events.
 */
import { describe, expect, test } from 'vitest';
import { formatLaunch, type Launch } from '../../../src/agents/launch.ts';
import { findPreset, presetNames, reportKinds } from '../../../src/agents/presets.ts';
import { resolveAgent } from '../../../src/agents/resolve-agent.ts';

/** The command of one way to start the agent; `*` stands for what makes it report. */
function lineOf(name: string, way: string, session: string | null): string {
  const resolved = resolveAgent(name, { [name]: { args: ['-x'] } }, []);
  if (!resolved.ok) throw new Error(resolved.reason);
  const launch: Launch = {
    agent: resolved.agent,
    builtIn: ['pane', 'demo-agent'],
    reportArgs: resolved.agent.reports === null ? [] : ['*'],
    task: 'one',
    worktree: '/w',
    env: {},
    setup: [],
    panes: [],
    onExit: 'shell',
    windowOptions: [],
    delivery: 'first',
    ranBefore: true,
    session,
    newSession: 'NEW',
    promptHash: 'abc',
    promptBytes: 10,
    promptFile: '/w/.pane/prompt.md',
    notesStart: false,
    boot: 'b',
    host: 'h',
    isJob: false,
  };
  const lines = formatLaunch(launch).split('\n');
  const line = lines[lines.indexOf(`pane_${way}() {`) + 1] ?? '';
  return line
    .trim()
    .replace(/^exec /, '')
    .replaceAll("'", '');
}

test.each(presetNames)('%s', (name) => {
  const lines = {
    start: lineOf(name, 'start', null),
    fresh: lineOf(name, 'fresh', null),
    resume: lineOf(name, 'resume', 'ID'),
    latest: lineOf(name, 'resume', null),
    next: lineOf(name, 'next', 'ID'),
  };
  expect(lines).toMatchSnapshot();
});

describe('reports', () => {
  test.each(reportKinds)('%s', (kind) => {
    expect(findPreset(kind)?.reports?.inject('/state/agents')).toMatchSnapshot();
  });
});
