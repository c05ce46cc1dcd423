/**
 * Many texts typed into programs that read in different ways, and what of them arrived: for the tests of `pane send`
 * and for `npm run test:send`. The texts are made from a number, so that a failure can be made again.
 */

/** Writes down what it reads, byte by byte, into `$READ_INTO/read-NAME`, and answers each Enter. */
const reader = (name, begin) => `#!/usr/bin/env node
const { appendFileSync } = require('node:fs');
${begin}
process.stdout.write('ready> ');
let count = 0;
process.stdin.on('data', (data) => {
  appendFileSync(process.env.READ_INTO + '/read-${name}', data);
  process.stdout.write('.');
  for (const byte of data) if (byte === 13) process.stdout.write('\\r\\n' + (count += 1) + ' ok> ');
});
`;

/** Scripts, by the way they read: pastes as one piece, key by key, or whole lines from the terminal. */
export const READERS = {
  pastes: reader('pastes', "process.stdin.setRawMode(true); process.stdout.write('\\x1b[?2004h');"),
  keys: reader('keys', 'process.stdin.setRawMode(true);'),
  lines: reader('lines', ''),
};

/** The same numbers, between 0 and 1, for the same seed. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** As it is sent, and as it has to arrive. */
const PIECES = [
  ...[
    'word ',
    '\n',
    '\n\n',
    '\t',
    "it's ",
    '"quoted" ',
    '`date` ',
    '$(touch x) ',
    '$HOME ',
    '\\n ',
    '\\',
    "'; ",
  ],
  ...[
    '#{pane_id} ',
    '#(touch x) ',
    '%1 ',
    '~! ',
    '--flag ',
    'ünïcödé ',
    '日本語 ',
    '👩‍👧 ',
    '  indented\n',
    '; ',
    '[201~',
  ],
].map((text) => [text, text]);
const STEERING = [
  ['\x1b[201~', '[201~'],
  ['\x1b]0;title\x07', ']0;title'],
  ['\x1b[31mred\x1b[0m ', '[31mred[0m '],
  ['\r\n', '\n'],
  ['\rat once ', '\nat once '],
  ['\x03', ''],
  ['\x04', ''],
  ['\x1a', ''],
  ['\x16\x15\x17', ''],
  ['\x7f\b', ''],
  ['\u009b1m', '1m'],
  ['\0', ''],
];

const ENDS = [
  ['', ''],
  [';', ';'],
  ['\n', ''],
  ['\r\n\n', ''],
];

/** The text of that number, of 1 to 50 kB, as it is sent and as it has to arrive; it begins with its number. */
export function makeText(number) {
  const random = numbers(number);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const length = 1000 + random() * 49_000;
  let [sent, arrives] = [`<${number}> `, `<${number}> `];
  while (sent.length < length) {
    const [piece, arriving] = pick(random() < 0.1 ? STEERING : PIECES);
    sent += piece;
    arrives += arriving;
  }
  const [end, last] = pick(ENDS);
  const long = random() < 0.1 ? 'x'.repeat(5000) : ''; // the terminal would cut such a line
  return { sent: `${sent}${long}.${end}`, arrives: `${arrives}${long}.${last}` };
}

const [PASTE_BEGINS, PASTE_ENDS] = ['\x1b[200~', '\x1b[201~'];

/** What a reader took as one submitted text each; throws where there is anything else. */
export function textsRead(kind, bytes) {
  if (kind === 'lines') return bytes.split(/(?<=\n)(?=<\d+> )/).map((text) => text.replace(/\n$/, ''));
  const submitted = bytes.split('\r');
  const rest = submitted.pop();
  if (rest !== '') throw new Error(`not submitted: ${JSON.stringify(rest)}`);
  if (kind === 'keys') return submitted;
  return submitted.map((text) => {
    const pasted = text.slice(PASTE_BEGINS.length, -PASTE_ENDS.length);
    if (text === PASTE_BEGINS + pasted + PASTE_ENDS) return pasted;
    throw new Error(`not one paste: ${JSON.stringify(text.slice(0, 200))}`);
  });
}

/** Of those that were sent: what is missing, more than once, or not as it has to be; empty: all arrived. */
export function whatIsWrong(kind, bytes, numbers) {
  const expected = numbers.map((number) => makeText(number).arrives);
  const read = textsRead(kind, bytes);
  const wrong = read
    .filter((text) => !expected.includes(text))
    .map((text) => `not sent: ${text.slice(0, 60)}`);
  const counts = expected.map((text) => read.filter((each) => each === text).length);
  const lost = numbers.flatMap((number, index) =>
    counts[index] === 1 ? [] : [`${number}: ${counts[index]} times`],
  );
  return [...wrong, ...lost];
}
