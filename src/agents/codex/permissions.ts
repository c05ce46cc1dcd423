/**
 * When `codex` asks before it does something. Pure.
 */
import {
  type Asking,
  answerOf,
  askingByOption,
  type Modes,
  type Permissions,
  unaskedBy,
} from '../permissions.ts';

/** With `never`, what its sandbox refuses fails. */
const modes: Modes = { never: 'never', 'on-request': 'may', 'on-failure': 'may', untrusted: 'asks' };

const KEY = /^\s*approval_policy\s*=\s*["']([\w-]+)["']/m;

/** The keys before the first table. */
function topOf(toml: string): string {
  return toml.split(/^\s*\[/m, 1)[0] ?? '';
}

function byConfig(text: string, by: (mode: string) => string): Asking | null {
  const mode = KEY.exec(text)?.[1];
  return mode === undefined ? null : { answer: answerOf(modes, mode), by: by(mode) };
}

export const codexPermissions: Permissions = {
  unasked: '-a never',
  files: ({ env: { CODEX_HOME: directory, HOME } }) => [`${directory || `${HOME}/.codex`}/config.toml`],
  judge: ({ args }, [text = null]) => {
    const told =
      unaskedBy(args, ['exec', '--dangerously-bypass-approvals-and-sandbox', '--yolo']) ??
      askingByOption(args, ['-a', '--ask-for-approval'], modes);
    if (told !== null) return told;
    const given = args.find((word) => KEY.test(word));
    if (given !== undefined) return byConfig(given, () => `-c ${given}`) ?? { answer: 'unknown', by: given };
    const top = topOf(text ?? '');
    const hasProfile = args.some((word) => /^(-p|--profile)(=|$)/.test(word)) || /^\s*profile\s*=/m.test(top);
    if (hasProfile) return { answer: 'unknown', by: 'its profile' };
    const configured = byConfig(top, (mode) => `approval_policy = "${mode}" in its config.toml`);
    return configured ?? { answer: 'may', by: 'its default, which asks before it leaves its sandbox' };
  },
};
