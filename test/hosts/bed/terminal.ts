/**
 * A terminal on a machine: a window of a tmux server that is none of `pane`'s, in which a user types.
 */
import { eventually } from '../../support/eventually.ts';
import { CLONE } from './bed.ts';
import type { Machine } from './machine.ts';

const SERVER = ['-L', 'desk', '-f', '/dev/null'];
/** Whoever types there is in no tmux, as far as `pane` can see. */
const SHELL = 'exec env -u TMUX -u TMUX_PANE bash --norc';

export class Terminal implements AsyncDisposable {
  readonly #machine: Machine;

  static async open(machine: Machine): Promise<Terminal> {
    const terminal = new Terminal(machine);
    await terminal.#tmux('new-session', '-d', '-x', '120', '-y', '30', '-c', CLONE, SHELL);
    return terminal;
  }

  private constructor(machine: Machine) {
    this.#machine = machine;
  }

  #tmux(...args: readonly string[]): Promise<string> {
    return this.#machine.output('tmux', [...SERVER, ...args]);
  }

  /** A text as it is, then keys by their names. */
  async type(text: string, ...keys: readonly string[]): Promise<void> {
    if (text !== '') await this.#tmux('send-keys', '-l', '--', text);
    if (keys.length > 0) await this.#tmux('send-keys', ...keys);
  }

  screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p');
  }

  /** Waits until the screen shows it. */
  async shows(what: string | RegExp): Promise<string> {
    return await eventually(async () => {
      const screen = await this.screen();
      const isThere = typeof what === 'string' ? screen.includes(what) : what.test(screen);
      if (!isThere) throw new Error(`the screen does not show ${what}:\n${screen.trimEnd()}`);
      return screen;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server');
  }
}
