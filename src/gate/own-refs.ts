/**
 * Removing refs of `pane`'s own, which nobody else's have names like.
 */
import { PaneError } from '../errors.ts';
import type { Runner } from '../process/command.ts';

const OWN = 'refs/pane/';

/**
 * Each only as long as it is at this commit; all or none.
 * @throws {PaneError} for any other ref. @throws {CommandError} where one has moved
 */
export async function removeOwnRefs(
  runner: Runner,
  common: string,
  refs: readonly { readonly name: string; readonly commit: string }[],
): Promise<void> {
  const other = refs.find(({ name }) => !name.startsWith(OWN));
  if (other !== undefined) throw new PaneError('failed', `not a ref of pane's: ${other.name}`);
  if (refs.length === 0) return;
  await runner.run({
    file: 'git',
    argv: ['--git-dir', common, '-c', 'core.hooksPath=/dev/null', 'update-ref', '--no-deref', '--stdin'],
    stdin: refs.map(({ name, commit }) => `delete ${name} ${commit}\n`).join(''),
    reads: false,
    parse: () => {},
  });
}
