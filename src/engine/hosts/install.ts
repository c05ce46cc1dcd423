/**
 * `hosts install`: puts this very `pane` on a host, beside whatever is there, in the user's `~/.local`.
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Context } from '../../context.ts';
import { OLDEST } from '../../doctor/version.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { sha256 } from '../../hash.ts';
import { runInstaller } from '../../hosts/install.ts';
import type { Installed, Package } from '../../hosts/installer.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { withHost } from './hosts.ts';
import type { Reached } from './reach.ts';

export interface InstallReport {
  readonly host: string;
  readonly version: string;
  /** Where it is there; null: this version was there before. */
  readonly path: string | null;
}

/** What the installed program consists of: the folder of the built script. */
async function pack(script: string): Promise<Package> {
  const bin = await realpath(script);
  const folder = dirname(bin);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    paths.sort().map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const),
  );
  const text = JSON.stringify(Object.fromEntries(texts));
  const files = gzipSync(text).toString('base64');
  return { files, digest: sha256(text).slice(0, 16), bin: relative(folder, bin), oldestNode: OLDEST.node };
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

/** The version there. */
async function versionOn({ host }: Reached): Promise<string> {
  return (await host.greet()).hello.version;
}

async function installOn(reached: Reached, context: Context): Promise<InstallReport> {
  const { name } = reached;
  const { version, script } = context.program;
  const before = await versionOn(reached).catch((error: unknown) => {
    const isBarred = error instanceof PaneError && ['untrusted', 'interrupted'].includes(error.code);
    if (isBarred) throw error;
    return null; // there is none, or one that we don't understand
  });
  if (before === version) return { host: name, version, path: null };
  const answer = await runInstaller(reached.destination, await pack(script));
  assertInstalled(answer, name);
  const after = await versionOn(reached).catch((error: unknown) => {
    throw new PaneError(
      'failed',
      `installed pane ${version} on ${name}, at ${answer.what}, but: ${messageOf(error)}`,
    );
  });
  if (after !== version) {
    throw new PaneError(
      'conflict',
      `installed pane ${version} on ${name}, but another one comes first there: pane ${after}`,
      {
        hint: 'Update or remove the one on its PATH.',
      },
    );
  }
  return { host: name, version, path: answer.what };
}

/** @throws {PaneError} where it is not what answers there in the end */
export async function installHost(
  context: Context,
  options: ProjectOptions & { readonly name: string },
): Promise<InstallReport> {
  return await withHost(context, options, (reached) => installOn(reached, context));
}
