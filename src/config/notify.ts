/**
 * The call of `notify`: an argv with places that are filled in without a shell. Pure.
 */

/** The states that a task comes to and the user may want to hear of. */
export const heardStates = ['waiting', 'idle', 'exited', 'failed', 'stuck', 'verified'] as const;
export type HeardState = (typeof heardStates)[number];

export interface Heard {
  readonly task: string;
  /** `working`: it gives no sign of that any more. */
  readonly state: HeardState | 'working';
  /** What the agent, or the screen, says: text of anybody's. */
  readonly message: string;
}

const PLACE = /\{(task|state|message)\}/g;
const SHELLS = /^(?:ba|da|z|k|fi)?sh$/;

/** The program is as it is written; no other word becomes an option by what is filled in. */
export function fillIn([program = '', ...words]: readonly string[], heard: Heard): string[] {
  const filled = words.map((word) => {
    const text = word.replace(PLACE, (_place, name: keyof Heard) => heard[name]);
    return text.startsWith('-') && !word.startsWith('-') ? ` ${text}` : text;
  });
  return [program, ...filled];
}

/** Why a message must not stand where it does: it would be run as code. Null: all is well. */
export function faultOfNotify(words: readonly string[]): string | null {
  const program = words[0]?.split('/').at(-1) ?? '';
  if (words[0]?.includes('{')) return 'the first word is the program; `{…}` is not filled in there';
  const code = words.find(
    (word, index) => word.includes('{message}') && /^-\w*c$/.test(words[index - 1] ?? ''),
  );
  if (SHELLS.test(program) && code !== undefined) {
    return `${program} would run the message as code: write "$PANE_MESSAGE" instead of {message}`;
  }
  if (program === 'tmux' && words.some((word) => word.includes('{message}'))) {
    return 'tmux would expand the message as a format, which can run commands: leave {message} out';
  }
  return null;
}
