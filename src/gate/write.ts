/**
 * Writing a whole file at once: other readers see the old content or the new one, never a part.
 */
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/**
 * Replaces the file's content. A symbolic link is followed, so that the link stays; mode and owner of an
 * existing file stay unless `mode` is given. The content is on disk when the promise resolves.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const target = await realpath(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return join(await realpath(dirname(path)), path.slice(dirname(path).length).replace(/^\/+/, ''));
  });
  const data = typeof content === 'string' ? content : Buffer.from(content);
  await writeFileAtomic(target, data, options.mode === undefined ? {} : { mode: options.mode });
}
