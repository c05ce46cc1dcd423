/**
 * Whether an agent will ask if it may trust the folder that it is started in, by the files in which it keeps the
 * answers. They are nobody's promise: whatever is not as it was seen is `unknown`. Pure.
 */
import * as c from '../codec.ts';

export type FolderTrust = 'trusted' | 'asks' | 'unknown';

export interface Launched {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly args: readonly string[];
  /** Root of the main worktree; null in a bare repository. */
  readonly main: string | null;
  readonly worktree: string;
}

interface Keeper {
  /** Its answers hold for all worktrees of a repository. */
  readonly ofRepository: boolean;
  /** Where the answers lie, and further files that count; absolute if HOME is. */
  readonly files: (env: Launched['env']) => readonly string[];
  /** `texts`: of the files, in their order; null for one that is not there. */
  readonly judge: (launched: Launched, texts: readonly (string | null)[]) => FolderTrust;
}

/** JSON that programs write themselves may begin with lines of comment. */
function decode<T>(check: c.Check<T>, text: string | null): T | null {
  return c.decoder(check)((text ?? '{}').replace(/^\s*\/\/.*$/gm, ''));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function folderOf(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/';
}

/** Each of these places trusted is enough: claude, codex and copilot look under the main worktree too. */
function placesOf({ main, worktree }: Launched): string[] {
  return main === null ? [worktree] : [main, worktree];
}

const claudeFile = c.object({
  projects: c.optional(c.record(c.object({ hasTrustDialogAccepted: c.optional(c.boolean) }))),
});

const claude: Keeper = {
  ofRepository: true,
  files: ({ CLAUDE_CONFIG_DIR: directory, HOME }) => [`${directory || HOME}/.claude.json`],
  judge: (launched, [text = null]) => {
    if (launched.env.CLAUDE_CODE_SANDBOXED) return 'trusted';
    const file = decode(claudeFile, text);
    if (file === null) return 'unknown';
    const isTrusted = placesOf(launched).some(
      (place) => file.projects?.[place]?.hasTrustDialogAccepted === true,
    );
    return isTrusted ? 'trusted' : 'asks';
  },
};

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

const codex: Keeper = {
  ofRepository: true,
  files: ({ CODEX_HOME: directory, HOME }) => [`${directory || `${HOME}/.codex`}/config.toml`],
  judge: (launched, [text = null]) => {
    if (launched.args.some((word) => word.includes('projects'))) return 'unknown';
    const levels = codexLevels(text ?? '');
    if (levels === null) return 'unknown';
    return placesOf(launched).some((place) => levels.get(place) === 'trusted') ? 'trusted' : 'asks';
  },
};

const copilotFile = c.object({ trustedFolders: c.optional(c.list(c.text)) });

const copilot: Keeper = {
  ofRepository: true,
  files: ({ COPILOT_HOME: directory, HOME }) => [`${directory || `${HOME}/.copilot`}/config.json`],
  judge: (launched, [text = null]) => {
    if (launched.env.COPILOT_ALLOW_ALL === 'true') return 'trusted';
    const file = decode(copilotFile, text);
    if (file === null) return 'unknown';
    const folders = file.trustedFolders ?? [];
    const isTrusted = placesOf(launched).some((place) => folders.some((folder) => isWithin(place, folder)));
    return isTrusted ? 'trusted' : 'asks';
  },
};

const geminiFolders = c.record(c.text);
const geminiSettings = c.object({
  security: c.optional(c.object({ folderTrust: c.optional(c.object({ enabled: c.optional(c.boolean) })) })),
});

const gemini: Keeper = {
  ofRepository: false,
  files: ({ HOME }) => [`${HOME}/.gemini/trustedFolders.json`, `${HOME}/.gemini/settings.json`],
  judge: ({ env, args, worktree }, [text = null, settingsText = null]) => {
    if (env.GEMINI_CLI_TRUST_WORKSPACE === 'true' || args.includes('--skip-trust')) return 'trusted';
    const folders = decode(geminiFolders, text);
    const settings = decode(geminiSettings, settingsText);
    if (folders === null || settings === null) return 'unknown';
    if (settings.security?.folderTrust?.enabled === false) return 'trusted';
    const entries = Object.entries(folders);
    if (folders[worktree] === 'DO_NOT_TRUST') return 'unknown'; // it asks nothing, and loads nothing
    const isTrusted = entries.some(
      ([folder, level]) =>
        (level === 'TRUST_FOLDER' && isWithin(worktree, folder)) ||
        (level === 'TRUST_PARENT' && isWithin(worktree, folderOf(folder))),
    );
    return isTrusted ? 'trusted' : 'asks';
  },
};

const keepers: ReadonlyMap<string, Keeper> = new Map([
  ['claude', claude],
  ['codex', codex],
  ['copilot', copilot],
  ['gemini', gemini],
]);

/** Null: that preset asks nothing, or it is not known where it keeps the answers. */
export function findKeeper(preset: string): Keeper | null {
  return keepers.get(preset) ?? null;
}
