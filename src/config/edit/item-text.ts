/**
 * A new task as YAML text: readable where YAML allows it, quoted where it doesn't. Pure.
 */

/** A task as a command writes it; what is not there is not written. */
export interface NewTask {
  readonly name: string;
  readonly agent?: string | undefined;
  readonly base?: string | undefined;
  readonly branch?: string | undefined;
  readonly promptFile?: string | undefined;
  readonly prompt?: string | undefined;
}

/** Keys as the file spells them, in the order that they are written in. */
export function keysOf(task: NewTask): [string, string][] {
  const { name, agent, base, branch, promptFile, prompt } = task;
  const keys = { name, agent, base, branch, prompt_file: promptFile, prompt };
  return Object.entries(keys).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, value]],
  );
}

/** The lines of an item of a list, the dash in the first column; no line ends. */
export function itemLines(task: NewTask): string[] {
  const lines = keysOf(task).flatMap(([key, value]) => {
    const [first = '', ...rest] = scalarLines(value);
    return [`${key}: ${first}`, ...rest];
  });
  return lines.map((line, index) => (line === '' ? '' : `${index === 0 ? '- ' : '  '}${line}`));
}

/** The task in braces, for a list in brackets. */
export function flowItem(task: NewTask): string {
  return `{ ${keysOf(task)
    .map(([key, value]) => `${key}: ${wordOrQuoted(value)}`)
    .join(', ')} }`;
}

/** What stands after `key: `, and the lines below, indented by two. */
function scalarLines(text: string): string[] {
  if (!fitsBlock(text)) return [wordOrQuoted(text)];
  const chomping = text.endsWith('\n') ? '' : '-';
  // The indentation is told by the first line, unless that begins with blanks of its own or is empty.
  const indicator = /^[ \t\n]/.test(text) ? '2' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  return [`|${indicator}${chomping}`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

const unprintable =
  /[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Several lines that a literal block holds as they are, with no blank lines in the end that it could lose. */
function fitsBlock(text: string): boolean {
  const lines = text.replace(/\n$/, '').split('\n');
  return text.includes('\n') && !unprintable.test(text) && /\S/.test(lines.at(-1) ?? '');
}

/** No number, no `true`, no `null`, nothing that a mark of YAML stands in. */
const word = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z](?:[\w./@+ -]*[\w./@+-])?$/i;

export function wordOrQuoted(text: string): string {
  return word.test(text) ? text : quoted(text);
}

/** JSON is YAML; what is not printable is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    new RegExp(unprintable, 'gu'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
