/**
 * Where `gemini` keeps which folders it trusts. Pure.
 */
import * as c from '../../codec.ts';
import { absolutePath, folderOf, isWithin } from '../../paths.ts';
import { decodeAnswers, type FolderTrust } from '../folder-trust.ts';

const answers = c.record(c.text);
const settings = c.object({
  security: c.optional(c.object({ folderTrust: c.optional(c.object({ enabled: c.optional(c.boolean) })) })),
});

export const geminiTrust: FolderTrust = {
  ofRepository: false,
  files: ({ HOME }) => [`${HOME}/.gemini/trustedFolders.json`, `${HOME}/.gemini/settings.json`],
  judge: ({ env, args, worktree }, [text = null, settingsText = null]) => {
    if (env.GEMINI_CLI_TRUST_WORKSPACE === 'true' || args.includes('--skip-trust')) return 'trusted';
    const folders = decodeAnswers(answers, text);
    const set = decodeAnswers(settings, settingsText);
    if (folders === null || set === null) return 'unknown';
    if (set.security?.folderTrust?.enabled === false) return 'trusted';
    if (folders[worktree] === 'DO_NOT_TRUST') return 'unknown'; // it asks nothing, and loads nothing
    const isTrusted = Object.entries(folders).some(([written, level]) => {
      const folder = absolutePath('/', written);
      if (level === 'TRUST_FOLDER') return isWithin(worktree, folder);
      return level === 'TRUST_PARENT' && isWithin(worktree, folderOf(folder));
    });
    return isTrusted ? 'trusted' : 'asks';
  },
};
