/**
 * Where `claude` keeps which folders it trusts. Pure.
 */
import * as c from '../../codec.ts';
import { decodeAnswers, type FolderTrust, trustedPlaces } from '../folder-trust.ts';

const answers = c.object({
  projects: c.optional(c.record(c.object({ hasTrustDialogAccepted: c.optional(c.boolean) }))),
});

export const claudeTrust: FolderTrust = {
  ofRepository: true,
  files: ({ CLAUDE_CONFIG_DIR: directory, HOME }) => [`${directory || HOME}/.claude.json`],
  judge: (launched, [text = null]) => {
    if (launched.env.CLAUDE_CODE_SANDBOXED) return 'trusted';
    const file = decodeAnswers(answers, text);
    if (file === null) return 'unknown';
    const isTrusted = trustedPlaces(launched).some(
      (place) => file.projects?.[place]?.hasTrustDialogAccepted === true,
    );
    return isTrusted ? 'trusted' : 'asks';
  },
};
