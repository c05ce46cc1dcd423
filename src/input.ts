/**
 * Standard input, line by line or all of it. Between two lines it is not read, so that a program started
 * in between (tmux, a command of the user) finds what was typed for it.
 */

/** What is needed of `process.stdin`. */
export interface InputStream extends AsyncIterable<unknown> {
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (chunk: string) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: string) => void): unknown;
  off(event: 'end', listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface Input {
  /** The next line without its line break; null at the end, or when `signal` is aborted. */
  readonly line: () => Promise<string | null>;
  readonly all: () => Promise<string>;
}

/** @param open gives the stream; called at the first read, since opening standard input takes time */
export function createInput(open: () => InputStream, signal: AbortSignal): Input {
  let rest = '';
  let ended = false;

  const take = (): string | null => {
    const end = rest.indexOf('\n');
    const line = end === -1 ? rest : rest.slice(0, end);
    rest = end === -1 ? '' : rest.slice(end + 1);
    return line.replace(/\r$/, '');
  };

  const line = (): Promise<string | null> => {
    if (signal.aborted) return Promise.resolve(null);
    if (rest.includes('\n')) return Promise.resolve(take());
    if (ended) return Promise.resolve(rest === '' ? null : take());
    return new Promise((resolve) => {
      const stream = open();
      const over = (result: string | null): void => {
        stream.off('data', onData);
        stream.off('end', onEnd);
        signal.removeEventListener('abort', onAbort);
        stream.pause();
        resolve(result);
      };
      const onData = (chunk: string): void => {
        rest += chunk;
        if (rest.includes('\n')) over(take());
      };
      const onEnd = (): void => {
        ended = true;
        over(rest === '' ? null : take());
      };
      const onAbort = (): void => over(null);
      stream.setEncoding('utf8');
      stream.on('data', onData);
      stream.on('end', onEnd);
      signal.addEventListener('abort', onAbort);
      stream.resume();
    });
  };

  const all = async (): Promise<string> => {
    const stream = open();
    stream.setEncoding('utf8');
    let text = rest;
    for await (const chunk of stream) text += String(chunk);
    return text;
  };

  return { line, all };
}
