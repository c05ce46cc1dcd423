/**
 * Where `codex` keeps which folders it trusts. Pure.
 */
import * as c from '../../codec.ts';
import { type FolderTrust, trustedPlaces } from '../folder-trust.ts';

function unquoted(word: string): string | null {
  if (word.startsWith("'")) return word.slice(1, -1);
  return c.decoder(c.text)(word);
}

/**
 * The `trust_level` of each `[projects."PATH"]` of codex's TOML, as codex writes it; null where the file says
 * anything of projects in another way, or has texts of several lines, in which anything may stand.
 */
export function codexLevels(toml: string): ReadonlyMap<string, string> | null {
  const levels = new Map<string, string>();
  let project: string | null = null;
  if (/"""|'''/.test(toml)) return null;
  for (const line of toml.split('\n')) {
    const [, word] = /^\s*\[\s*projects\s*\.\s*("(?:[^"\\]|\\.)*"|'[^']*')\s*\]\s*(?:#.*)?$/.exec(line) ?? [];
    const [, level] = /^\s*trust_level\s*=\s*["'](\w+)["']\s*(?:#.*)?$/.exec(line) ?? [];
    if (word !== undefined) {
      project = unquoted(word);
      if (project === null) return null;
    } else if (/^\s*(\[\s*)?["']?projects\b/.test(line)) return null;
    else if (/^\s*\[/.test(line)) project = null;
    else if (level !== undefined && project !== null) levels.set(project, level);
  }
  return levels;
}

export const codexTrust: FolderTrust = {
  ofRepository: true,
  files: ({ CODEX_HOME: directory, HOME }) => [`${directory || `${HOME}/.codex`}/config.toml`],
  judge: (launched, [text = null]) => {
    if (launched.args.some((word) => word.includes('projects'))) return 'unknown';
    const levels = codexLevels(text ?? '');
    if (levels === null) return 'unknown';
    return trustedPlaces(launched).some((place) => levels.get(place) === 'trusted') ? 'trusted' : 'asks';
  },
};
