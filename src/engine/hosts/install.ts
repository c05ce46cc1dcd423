/**
 * `hosts install`: puts this very `pane` on a host, beside whatever is there, in the user's `~/.local`.
 */
import { gzipSync } from 'node:zlib';
import type { Context } from '../../context.ts';
import { OLDEST } from '../../doctor/version.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { runInstaller } from '../../hosts/install.ts';
import type { Installed, Package } from '../../hosts/installer.ts';
import { asAbout } from '../../hosts/protocol.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { withHost } from './hosts.ts';
import { type OwnProgram, readOwnProgram } from './own-program.ts';
import type { Reached } from './reach.ts';

export interface InstallReport {
  readonly host: string;
  readonly version: string;
  /** Where it is there; null: this very one was there before. */
  readonly path: string | null;
}

function packed({ text, digest, bin }: OwnProgram): Package {
  return { files: gzipSync(text).toString('base64'), digest, bin, oldestNode: OLDEST.node };
}

/** @throws {PaneError} where it is not there now */
function assertInstalled({ fault, what }: Installed, host: string): void {
  if (fault === null) return;
  if (fault === 'old') {
    throw new PaneError('failed', `${host} has Node ${what}, which is too old for pane`, {
      hint: `Install Node ${OLDEST.node} or newer there.`,
    });
  }
  if (fault === 'foreign') {
    throw new PaneError('conflict', `${host} has another program at ${what}, which is left alone`, {
      hint: 'Move it away there, or install pane-up there with npm.',
    });
  }
  throw new PaneError('failed', `could not install pane on ${host}: ${what}`);
}

interface Pane {
  readonly version: string;
  /** Null: it does not say. */
  readonly build: string | null;
}

/** What answers there. */
async function paneOn({ host }: Reached): Promise<Pane> {
  const { version } = (await host.greet()).hello;
  const about = asAbout((await host.ask({ do: 'about' })).end);
  return { version, build: about?.build ?? null };
}

/** Null: there is none, or one that we don't understand. @throws {PaneError} where nothing may be asked there */
async function paneBefore(reached: Reached): Promise<Pane | null> {
  return await paneOn(reached).catch((error: unknown) => {
    const isBarred = error instanceof PaneError && ['untrusted', 'interrupted'].includes(error.code);
    if (isBarred) throw error;
    return null;
  });
}

/** @throws {PaneError} where it is not what answers there in the end */
export async function installHost(
  context: Context,
  options: ProjectOptions & { readonly name: string },
): Promise<InstallReport> {
  const { name: host } = options;
  const { version, script } = context.program;
  const own = await readOwnProgram(script);
  const path = await withHost(context, options, async (reached): Promise<string | null> => {
    if ((await paneBefore(reached))?.build === own.digest) return null;
    const answer = await runInstaller(reached.destination, packed(own));
    assertInstalled(answer, host);
    return answer.what;
  });
  if (path === null) return { host, version, path };
  // Over another connection: the one before leads to what was there before.
  const after = await withHost(context, options, paneOn).catch((error: unknown) => {
    throw new PaneError(
      'failed',
      `installed pane ${version} on ${host}, at ${path}, but: ${messageOf(error)}`,
      { hint: (error instanceof PaneError ? error.hint : undefined) ?? '' },
    );
  });
  if (after.build === own.digest) return { host, version, path };
  const other = after.version === version ? `another build of ${version}` : after.version;
  throw new PaneError(
    'conflict',
    `installed pane ${version} on ${host}, but another one comes first there: pane ${other}`,
    { hint: 'Update or remove the one on its PATH.' },
  );
}
