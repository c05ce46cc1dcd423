import { describe, expect, test } from 'vitest';
import { createLogLines } from '../../../../src/ui/logs/log-lines.ts';
import { createPlainLog } from '../../../../src/ui/logs/plain-log.ts';

function plain(...pieces: readonly string[]): string {
  const log = createPlainLog();
  return pieces.map((piece) => log.write(piece)).join('') + log.rest();
}

const samples: readonly (readonly [what: string, sent: string, shown: string])[] = [
  ['lines as they are, blanks at their ends too', 'a \r\n\r\n\tb\nc', 'a \n\n\tb\nc'],
  ['colours, in all notations', '\x1b[1;31mred\x1b[m \x1b[38:2::1:2:3mx\x1b[0m\x1b(B', 'red x'],
  [
    'titles, links and images',
    'a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\c\x1bPq#0~\n-\x1b\\d',
    'ablinkcd',
  ],
  ['a string that is never ended ends at the next sequence', 'a\x1b]0;lost\x1b[1mb\x1b[0m', 'ab'],
  [
    'modes, questions to the terminal, and bytes that mean nothing',
    '\x1b[?2004h\x1b[>c\x1b=\x07\x00a\x7f\x9b\x1b7',
    'a',
  ],
  ['a progress bar as it was last', ' 10%\r 50%\r100%\r\ndone', '100%\ndone'],
  ['a shorter text over a longer one', 'compiling\rdone\x1b[K\nlonger\r\x1b[2Kok\n', 'done\nok\n'],
  ['an edited command line', '$ lx\b\x1b[Ks -a\x1b[3D\x1b[1@x\b\x1b[P\r\n', '$ ls -a\n'],
  ['the mark of zsh for a missing line break', `%${' '.repeat(79)}\r \r\r$ ls\r\n`, '$ ls\n'],
  ['blanks that are skipped', 'Hello\x1b[1Cworld\x1b[20Gend\x1b[999C\x1b[K\r\n', 'Hello world        end\n'],
  ['a character that is repeated', '-\x1b[4b>\n', '----->\n'],
  [
    'rows of a full screen',
    '\x1b[?1049h\x1b[H\x1b[2Jone\x1b[1;6Htwo\x1b[2;3Hthree\x1b[4dfour',
    'one  two\n  three\n       four',
  ],
  ['rows that are drawn again', '> a\r\n\x1b[1A\x1b[2K> b\x1b[1B\r', '> a\n> b\n'],
  ['wide characters and others', 'größer 漢字 👍\r\n', 'größer 漢字 👍\n'],
];

describe('what is left of what a terminal was sent', () => {
  test.each(samples)('%s', (_what, sent, shown) => expect(plain(sent)).toBe(shown));

  test('is the same wherever it is cut', () => {
    const sent = samples.map(([, text]) => text).join('\x1b[0m\r\n');
    const whole = plain(sent);
    for (let at = 1; at < sent.length; at += 1) {
      expect(plain(sent.slice(0, at), sent.slice(at)), JSON.stringify(sent.slice(at - 9, at))).toBe(whole);
    }
    expect(plain(...sent)).toBe(whole);
  });
});

describe('a log that grows', () => {
  /** Each piece is followed by a pause where it ends with `|`. */
  function printed(count: number | null, ...pieces: readonly string[]): string[] {
    const lines = createLogLines(count);
    const out = pieces.map(
      (piece) => lines.write(piece.replace(/\|$/, '')) + (piece.endsWith('|') ? lines.pause() : ''),
    );
    return [...out, lines.end()];
  }

  test('shows a question before it is answered, and once', () => {
    expect(printed(null, 'Go on? |', 'y\r\nyes', ' sir\r\n')).toEqual(['Go on? ', 'y\n', 'yes sir\n', '']);
  });

  test('shows an unfinished line again where it was changed', () => {
    expect(printed(null, '10%|', '\r20%', '\r30%|', '\r99%\r\nend')).toEqual([
      '10%',
      '',
      '\n30%',
      '\n99%\n',
      'end\n',
    ]);
  });

  test.each([
    [0, ''],
    [1, 'd'],
    [2, 'c\nd'],
    [3, '\nc\nd'],
    [9, '\nb\n\nc\nd'],
  ])('begins with the last %i lines', (count, shown) => {
    expect(printed(count, '\nb\n\n', 'c\nd|', 'e\nf\n')).toEqual(['', shown, 'e\nf\n', '']);
  });

  test('a finished line counts once', () => expect(printed(1, 'a\nb\n|').join('')).toBe('b\n'));
});
