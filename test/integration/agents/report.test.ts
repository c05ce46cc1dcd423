/**
 * The event handler, called as an agent's hooks call it, under the shells that a machine may have as `sh`.
 */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTurns } from '../../../src/records/turns.ts';
import { Sandbox } from '../../support/sandbox.ts';

const handler = resolve(import.meta.dirname, '../../../src/agents/report.sh');
const shells = [['sh'], ['dash'], ['bash', '--posix']];
const silent = { exitCode: 0, stdout: '', stderr: '' };

/** A window, and the handler in it as pane has put it there. */
class Reporter implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly #shell: readonly string[];
  readonly env: Record<string, string> = {};

  static async create(shell: readonly string[]): Promise<Reporter> {
    const sandbox = await Sandbox.create();
    await sandbox.sh(`mkdir data && cp '${handler}' data/report.sh`);
    await sandbox.tmux('new-session', '-d', '-s', 'x', 'sleep', '600');
    const reporter = new Reporter(sandbox, shell);
    const [server = '', pane = ''] = (
      await sandbox.tmux('display-message', '-p', '-t', 'x', '#{socket_path},#{pid},0 #{pane_id}')
    ).split(' ');
    Object.assign(reporter.env, {
      TMUX: server,
      TMUX_PANE: pane,
      PANE_REPORT: sandbox.path('data/report.sh'),
    });
    return reporter;
  }

  private constructor(sandbox: Sandbox, shell: readonly string[]) {
    this.sandbox = sandbox;
    this.#shell = shell;
  }

  async tell(event: string, json: unknown = {}, env: Record<string, string | undefined> = {}) {
    const [program = 'sh', ...options] = this.#shell;
    const input = typeof json === 'string' ? json : JSON.stringify(json);
    const { exitCode, stdout, stderr } = await this.sandbox.run(
      program,
      [...options, this.sandbox.path('data/report.sh'), event],
      { input, env: { ...this.env, ...env } },
    );
    return { exitCode, stdout, stderr };
  }

  /** State and reason, as the window has them. */
  async told(): Promise<string> {
    return await this.sandbox.tmux('display-message', '-p', '-t', 'x', '#{@pane_state}|#{@pane_why}');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
  }
}

describe.each(shells)('under %s', (...shell: string[]) => {
  test('each event is the state of the window, told without a word', async () => {
    await using reporter = await Reporter.create(shell);
    for (const event of ['working', 'waiting', 'idle']) {
      expect(await reporter.tell(event, { session_id: 's' })).toEqual(silent);
      expect(await reporter.told()).toBe(`${event}|`);
    }
    expect(await reporter.tell('done')).toEqual(silent); // a word that it does not know
    expect(await reporter.told()).toBe('idle|');
    const since = await reporter.sandbox.tmux('display-message', '-p', '-t', 'x', '#{@pane_since}');
    expect(Math.abs(Number(since) - Date.now() / 1000)).toBeLessThan(60);
  });

  test('what it waits for is told as far as it is plain', async () => {
    await using reporter = await Reporter.create(shell);
    await reporter.tell('waiting', {
      tool_name: 'Bash',
      tool_input: { command: 'rm -r build; ls #{pane_id}' },
    });
    expect(await reporter.told()).toBe('waiting|Bash: rm -r build; ls #{pane_id}');
    await reporter.tell('waiting', { tool_name: 'Write', tool_input: { file_path: '/w/ünï $(date) `id`;' } });
    expect(await reporter.told()).toBe('waiting|Write: /w/ünï $(date) `id`');
    await reporter.tell('waiting', '{\n  "message" : "Which\tone?",\n  "x": 1\n}');
    expect(await reporter.told()).toBe('waiting|Whichone?');
    await reporter.tell('waiting', {
      message: 'say "command": "no"',
      tool_input: { files: ['command', ':', 'x'] },
    });
    expect(await reporter.told()).toBe('waiting|say ');
    await reporter.tell('waiting', 'no JSON at all');
    expect(await reporter.told()).toBe('waiting|');
    await reporter.tell('waiting', { message: 'm'.repeat(50_000) });
    expect((await reporter.told()).length).toBeLessThan(150);
    await reporter.tell('working', { tool_name: 'Bash' });
    expect(await reporter.told()).toBe('working|');
  });

  test('a question is told as one, and a reminder in vaguer words does not replace it', async () => {
    await using reporter = await Reporter.create(shell);
    const vague = { notification_type: 'permission_prompt', message: 'Claude needs your permission' };
    await reporter.tell('reminder', vague);
    expect(await reporter.told()).toBe('waiting|Claude needs your permission');
    const questions = [
      { question: 'Which database?', header: 'Database', options: [{ label: 'a', description: 'b' }] },
      { question: 'And where?' },
    ];
    await reporter.tell('waiting', { tool_name: 'AskUserQuestion', tool_input: { questions } });
    expect(await reporter.tell('reminder', vague)).toEqual(silent);
    expect(await reporter.told()).toBe('waiting|question: Which database?');
    await reporter.tell('waiting', { tool_name: 'ExitPlanMode', tool_input: { plan: '# Plan\n1. Do it' } });
    await reporter.tell('reminder', vague);
    expect(await reporter.told()).toBe('waiting|plan to approve: # Plan');
    await reporter.tell('working');
    await reporter.tell('reminder', { notification_type: 'idle_prompt' });
    expect(await reporter.told()).toBe('working|');
  });

  test('what is asked is kept until a turn goes on', async () => {
    await using reporter = await Reporter.create(shell);
    const kept = () => reporter.sandbox.read('data/question');
    await reporter.tell('waiting', { tool_name: 'Bash', tool_input: { command: 'ls' } });
    expect(await kept()).toBe('now Bash: ls\n');
    await reporter.tell('start', { session_id: 's' });
    expect(await kept()).toBe('now Bash: ls\n');
    await reporter.tell('working');
    expect(await kept()).toBe('');
  });

  test('a turn begins with work and ends with it, or with an error', async () => {
    await using reporter = await Reporter.create(shell);
    const { sandbox } = reporter;
    const turns = async () => (await sandbox.read('data/turns')).replace(/ \d{9,}\n$/, ' AT');
    await reporter.tell('start', { session_id: 's' });
    await expect(turns()).rejects.toThrow('ENOENT');
    await reporter.tell('working');
    expect(await turns()).toBe('open 0 AT');
    await reporter.tell('waiting', { message: 'may I?' });
    expect(await turns()).toBe('open 0 AT');
    await reporter.tell('idle');
    await reporter.tell('idle');
    expect(await turns()).toBe('done 1 AT');
    await reporter.tell('working');
    await reporter.tell('failed');
    expect(await turns()).toMatch(/^failed 1 \d{9,} {2}\n$/);
    expect(await reporter.told()).toBe('failed| ');
    await reporter.tell('start', { session_id: 's' });
    expect(await turns()).toMatch(/^failed 1 /);
    await reporter.tell('working');
    await reporter.tell('aborted');
    expect([await turns(), await reporter.told()]).toEqual(['failed 1 AT', 'idle|']);
    await reporter.tell('working');
    await reporter.tell('idle');
    expect(await turns()).toBe('done 2 AT');
    const left = ['question', 'report.sh', 'session', 'turns'];
    expect((await readdir(sandbox.path('data'))).sort()).toEqual(left);
  });

  test('a failure is told with its kind and its words', async () => {
    await using reporter = await Reporter.create(shell);
    const shown = () => reporter.sandbox.tmux('display-message', '-p', '-t', 'x', '#{@pane_status}');
    await reporter.tell('waiting', { message: 'may I?' });
    const said = "You've hit your session limit · resets 3pm (Europe/Berlin); #{pane_id}";
    await reporter.tell('failed', { error: 'rate_limit', last_assistant_message: said });
    expect(await reporter.told()).toBe(`failed|rate_limit ${said}`);
    // Where tmux is lost before anybody looks, this tells of it.
    const turn = parseTurns(await reporter.sandbox.read('data/turns'));
    expect(turn).toMatchObject({ state: 'limited', ended: 0, until: expect.any(Number) });
    expect(await shown()).toBe('LIMIT');
    expect(await reporter.sandbox.read('data/question')).toBe('');
    await reporter.tell('failed', { error: 'authentication_failed', message: 'Log in' });
    expect(await reporter.told()).toBe('failed|authentication_failed Log in');
    const { failure } = parseTurns(await reporter.sandbox.read('data/turns')) ?? {};
    expect(failure).toEqual({ activity: 'waiting', message: 'needs login: Log in' });
    expect(await shown()).toBe('WAIT');
    await reporter.tell('failed', { message: `Quota exceeded.\nPlease retry in 8s.\n${'x'.repeat(1000)}` });
    expect(await reporter.told()).toMatch(/^failed\| Quota exceeded\. Please retry in 8s\. x{300,}$/);
    expect((await reporter.told()).length).toBeLessThan(450);
    expect(await shown()).toBe('STUCK');
    expect(await reporter.tell('failed', 'no JSON')).toEqual(silent);
    expect(await reporter.told()).toBe('failed| ');
  });

  test('a turn is not over while something goes on in the background', async () => {
    await using reporter = await Reporter.create(shell);
    const task = { id: 'b1', type: 'shell', status: 'running', command: 'sleep 20' };
    await reporter.tell('working');
    const stop = { last_assistant_message: 'said '.repeat(20_000), session_crons: [] };
    await reporter.tell('idle', { ...stop, background_tasks: [task] });
    expect(await reporter.told()).toBe('working|unsure');
    expect(await reporter.sandbox.read('data/turns')).toMatch(/^open 0 /);
    await reporter.tell('idle', { ...stop, background_tasks: [] });
    expect(await reporter.told()).toBe('idle|');
    expect(await reporter.sandbox.read('data/turns')).toMatch(/^done 1 /);
    await reporter.tell('working');
    await reporter.tell('idle', { last_assistant_message: 'it says "background_tasks":[{"a' });
    expect(await reporter.told()).toBe('idle|');
    await reporter.tell('idle', { prompt: 'x', prompt_response: '[no response text]' });
    expect(await reporter.told()).toBe('working|unsure');
    await reporter.tell('idle', {
      prompt: 'x',
      prompt_response: 'Done: "prompt_response":"[no response text]"',
    });
    expect(await reporter.told()).toBe('idle|');
  });

  test('work that goes on does not write its turn again', async () => {
    await using reporter = await Reporter.create(shell);
    await reporter.sandbox.write('data/turns', 'open 7 1');
    await reporter.tell('working');
    expect(await reporter.sandbox.read('data/turns')).toBe('open 7 1');
    await reporter.tell('idle');
    expect(await reporter.sandbox.read('data/turns')).toMatch(/^done 8 \d{9,}\n$/);
    await reporter.sandbox.write('data/turns', 'damaged $(x)\n');
    await reporter.tell('idle');
    expect(await reporter.sandbox.read('data/turns')).toMatch(/^done 1 \d{9,}\n$/);
  });

  test('a turn that an agent before this launch has left open is another one', async () => {
    await using reporter = await Reporter.create(shell);
    const { sandbox } = reporter;
    await sandbox.write('data/turns', 'open 7 1\n');
    await sandbox.write('data/state', 'state running\n');
    await sandbox.sh('touch -t 197101010000 data/turns');
    // That an agent is ready after it was resumed is not the end of that turn.
    await reporter.tell('idle');
    expect(await sandbox.read('data/turns')).toBe('open 7 1\n');
    await reporter.tell('working');
    expect(await sandbox.read('data/turns')).toMatch(/^open 7 \d{9,}\n$/);
    await sandbox.write('data/turns', 'open 7 1\n');
    await reporter.tell('working');
    expect(await sandbox.read('data/turns')).toBe('open 7 1\n');
    await sandbox.write('data/turns', 'limited 7 1 2\n');
    await sandbox.sh('touch -t 197101010000 data/turns');
    await reporter.tell('idle');
    expect(await sandbox.read('data/turns')).toBe('limited 7 1 2\n');
  });

  test('what was seen since counts as a change', async () => {
    await using reporter = await Reporter.create(shell);
    const { sandbox } = reporter;
    const since = () => sandbox.tmux('display-message', '-p', '-t', 'x', '#{@pane_since} #{@pane_seen}');
    await reporter.tell('working');
    for (const option of ['@pane_since', '@pane_told'])
      await sandbox.tmux('set-option', '-w', '-t', 'x', option, '7');
    await reporter.tell('working');
    expect(await since()).toBe('7 ');
    // That it told anything counts all the same.
    const told = await sandbox.tmux('display-message', '-p', '-t', 'x', '#{@pane_told}');
    expect(told).toMatch(/^\d{9,}$/);
    await sandbox.tmux('set-option', '-w', '-t', 'x', '@pane_seen', 'working 8');
    await reporter.tell('working');
    expect(await since()).toBe('7 working 8');
    await sandbox.tmux('set-option', '-w', '-t', 'x', '@pane_seen', 'idle 9');
    await reporter.tell('working');
    expect(await since()).toMatch(/^\d{9,} $/);
  });

  test('of the notices only what waits for an answer counts', async () => {
    await using reporter = await Reporter.create(shell);
    await reporter.tell('working');
    const unimportant = [
      { notification_type: 'idle_prompt', message: 'Claude is waiting for your input' },
      { notification_type: 'auth_success' },
      { message: 'Update available' },
      {},
    ];
    for (const notice of unimportant) await reporter.tell('notice', notice);
    expect(await reporter.told()).toBe('working|');
    const questions = [
      { notification_type: 'permission_prompt', message: 'may I?' },
      { notification_type: 'ToolPermission', message: 'may I?' },
      { type: 'elicitation_dialog', message: 'may I?' },
    ];
    for (const notice of questions) {
      await reporter.tell('working');
      await reporter.tell('notice', notice);
      expect(await reporter.told()).toBe('waiting|may I?');
    }
  });

  test('the conversation is remembered at its start', async () => {
    await using reporter = await Reporter.create(shell);
    await reporter.tell('start', { session_id: 'abc-1', cwd: '/w' });
    expect(await reporter.sandbox.read('data/session')).toBe('abc-1\n');
    expect(await reporter.told()).toBe('idle|start');
    await reporter.tell('start', { sessionId: 'abc-2' });
    await reporter.tell('working', { session_id: 'abc-3' });
    await reporter.tell('start', {});
    expect(await reporter.sandbox.read('data/session')).toBe('abc-2\n');
    const left = ['report.sh', 'session', 'turns'];
    expect((await readdir(reporter.sandbox.path('data'))).sort()).toEqual(left);
  });

  test('a start with a prompt is not the end of a turn', async () => {
    await using reporter = await Reporter.create(shell);
    await reporter.tell('start', { session_id: 'abc' }, { PANE_WITH_PROMPT: '1' });
    expect(await reporter.told()).toBe('|');
    expect(await reporter.sandbox.read('data/session')).toBe('abc\n');
  });

  test('nothing that is missing is an error for the agent', async () => {
    await using reporter = await Reporter.create(shell);
    expect(await reporter.tell('working', {}, { TMUX_PANE: undefined })).toEqual(silent);
    expect(await reporter.tell('working', {}, { PANE_REPORT: undefined })).toEqual(silent);
    expect(await reporter.tell('working', {}, { TMUX_PANE: '%99' })).toEqual(silent);
    expect(await reporter.tell('start', { session_id: 'a' }, { PANE_REPORT: '/gone/report.sh' })).toEqual(
      silent,
    );
    expect(await reporter.told()).toBe('idle|start');
    await reporter.sandbox.tmux('kill-server');
    expect(await reporter.tell('working')).toEqual(silent);
  });
});

test('who writes a long event gets no signal, and only a change wakes the watcher', async () => {
  await using reporter = await Reporter.create(['sh']);
  /** The exit code of the writer, and what the event left for the watcher. */
  const tell = async (event: string): Promise<string> =>
    await reporter.sandbox.sh(
      `rm -f wake; (head -c 1000000 /dev/zero; echo $? >code) | sh data/report.sh ${event}
       echo $(cat code) $(ls wake)`,
      { env: { ...reporter.env, PANE_WAKE: reporter.sandbox.path('wake') } },
    );
  expect(await tell('working')).toBe('0 wake');
  expect(await tell('working')).toBe('0');
  expect(await tell('waiting')).toBe('0 wake');
});

test('of 200 events at once each ends, and the state is one of them', async () => {
  await using reporter = await Reporter.create(['sh']);
  const events = ['working', 'waiting', 'idle', 'working'];
  const script = `i=0; while [ $i -lt 50 ]; do i=$((i+1)); for e in ${events.join(' ')}; do
    (sh data/report.sh $e </dev/null; echo $? >>codes) & done; done; wait`;
  await reporter.sandbox.sh(script, { env: reporter.env });
  expect(await reporter.sandbox.sh('sort codes | uniq -c | tr -s " "')).toBe(' 200 0');
  expect(events).toContain((await reporter.told()).replace('|', ''));
});
