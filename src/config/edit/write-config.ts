/**
 * Puts a changed text in place of the one that it was made from.
 */
import { PaneError } from '../../errors.ts';
import { writeFileAtomically } from '../../gate/write.ts';
import { mostConfigBytes } from '../limits.ts';
import { readText } from '../load/read.ts';

/** The text of a config file, null if there is none. Whether it is valid is not asked. */
export async function readConfigText(path: string): Promise<string | null> {
  const result = readText(path, mostConfigBytes);
  if (result.kind === 'unreadable') throw new PaneError('config', `${path}: ${result.message}`);
  return result.kind === 'text' ? result.text : null;
}

/**
 * `before`: what `readConfigText` gave. The file's mode stays, and a symbolic link to it.
 * @throws PaneError `failed` if the file holds something else by now.
 */
export async function writeConfigFile(path: string, before: string | null, after: string): Promise<void> {
  if ((await readConfigText(path)) !== before) {
    throw new PaneError('failed', `${path} changed while \`pane\` was editing it`, {
      hint: 'Nothing was written. Run the command again.',
    });
  }
  await writeFileAtomically(path, after);
}
