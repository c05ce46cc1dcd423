/**
 * What a command prints as errors, without the lines by which it tells of its operations. Pure.
 */
import { TOLD_MARK } from '../../hosts/protocol.ts';

export interface ToldReader {
  readonly take: (piece: Uint8Array) => void;
  /** Nothing more comes. */
  readonly end: () => void;
}

const MARK = TOLD_MARK.charCodeAt(0);
const LINE_END = 0x0a;

/** `onTold`: with the JSON of a line. Everything else is handed on as it is, line by line. */
export function readTold(onTold: (json: string) => void, onOther: (piece: Uint8Array) => void): ToldReader {
  let rest: Uint8Array = new Uint8Array();
  const give = (line: Uint8Array): void => {
    if (line[0] === MARK) onTold(new TextDecoder().decode(line.subarray(1)));
    else if (line.length > 0) onOther(line);
  };
  return {
    take: (piece) => {
      let left: Uint8Array = rest.length === 0 ? piece : joined(rest, piece);
      for (let end = left.indexOf(LINE_END); end !== -1; end = left.indexOf(LINE_END)) {
        give(left.subarray(0, end + 1));
        left = left.subarray(end + 1);
      }
      rest = left;
    },
    end: () => give(rest),
  };
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
