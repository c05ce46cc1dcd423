/**
 * A stand-in for an agent that plays one part of a night, named by the first word of its prompt. It reports its events
 * as `pane` told it to, takes what is typed in, pasted or not, and writes down each launch and each text in
 * `PARTS/TASK`. Node, since a shell that reads keys one by one takes a core for itself.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** The marks around what is pasted, and Enter. */
const ESCAPE = '\x1b';
const PIECES = new RegExp(`(${ESCAPE}\\[20[01]~|\r)`);

const [folder, ...words] = process.argv.slice(2);
const log = `${folder}/${process.env.PANE_TASK}`;
const prompt = words.at(-1);
const isAgain = words.includes('--again');
const part = (isAgain ? firstPrompt() : prompt).split(' ')[0];

function firstPrompt() {
  const [first = ''] = readFileSync(log, 'utf8').split('\n');
  return JSON.parse(first).text;
}

function note(kind, text = '') {
  appendFileSync(log, `${JSON.stringify({ kind, text, at: Date.now() })}\n`);
}

function report(event, data = {}) {
  execFileSync('sh', [process.env.PANE_REPORT, event], { input: JSON.stringify(data) });
}

function turnsSoFar() {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"kind":"turn"')).length;
}

function work() {
  appendFileSync('work.txt', `turn ${turnsSoFar()}\n`);
  console.log('done');
  report('idle');
}

/** What each part does in a turn; `answered`: goes on with what the user typed. */
const parts = {
  work,
  fails: work, // `verify` says how often
  words: () => {
    console.log('Which of the two do you mean?');
    report('idle');
  },
  limited: () => {
    if (turnsSoFar() > 1) return work();
    note('limited');
    report('failed', {
      error: 'rate_limit',
      last_assistant_message: `Usage limit reached: try again in ${LIMIT}`,
    });
  },
  asks: () => {
    if (turnsSoFar() > 1) return work();
    report('waiting', { tool_name: 'Bash', tool_input: { command: 'rm -r build' } });
  },
  dies: () => {
    if (existsSync(`${log}.died`)) return work();
    appendFileSync(`${log}.died`, '');
    process.kill(process.pid, 'SIGKILL');
  },
};
const LIMIT = process.env.NIGHT_LIMIT ?? '10 seconds';

function turn(text) {
  note('turn', text);
  report('working');
  parts[part]();
}

note(isAgain ? 'again' : 'start', prompt);
process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
process.stdout.write('\x1b[?2004h');
let typed = '';
let isPasting = false;
process.stdin.on('data', (data) => {
  for (const piece of data.split(PIECES)) {
    if (piece === '\x1b[200~') isPasting = true;
    else if (piece === '\x1b[201~') isPasting = false;
    else if (piece === '\r' && !isPasting) {
      const text = typed;
      typed = '';
      if (text !== '') turn(text);
    } else typed += piece;
  }
});
report('start', { session_id: 'night' });
if (!isAgain) turn(prompt);
