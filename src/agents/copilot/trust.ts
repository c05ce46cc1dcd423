/**
 * Where `copilot` keeps which folders it trusts. Pure.
 */
import * as c from '../../codec.ts';
import { absolutePath, isWithin } from '../../paths.ts';
import { decodeAnswers, type FolderTrust, trustedPlaces } from '../folder-trust.ts';

const answers = c.object({ trustedFolders: c.optional(c.list(c.text)) });

export const copilotTrust: FolderTrust = {
  ofRepository: true,
  files: ({ COPILOT_HOME: directory, HOME }) => [`${directory || `${HOME}/.copilot`}/config.json`],
  judge: (launched, [text = null]) => {
    if (launched.env.COPILOT_ALLOW_ALL === 'true') return 'trusted';
    const file = decodeAnswers(answers, text);
    if (file === null) return 'unknown';
    const folders = (file.trustedFolders ?? []).map((folder) => absolutePath('/', folder));
    const isTrusted = trustedPlaces(launched).some((place) =>
      folders.some((folder) => isWithin(place, folder)),
    );
    return isTrusted ? 'trusted' : 'asks';
  },
};
