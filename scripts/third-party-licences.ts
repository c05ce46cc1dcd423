/**
 * A rolldown plugin: writes the licence texts of every package that ended up in the bundle beside it,
 * since the published package carries those packages inside and installs nothing else.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Plugin } from 'rolldown';

const separator = `${'-'.repeat(78)}\n`;

/** The folder of the package that a module belongs to; null for a module of our own. */
function packageFolder(moduleId: string): string | null {
  const marker = `${sep}node_modules${sep}`;
  const start = moduleId.lastIndexOf(marker);
  if (start === -1) return null;
  const [first = '', second = ''] = moduleId.slice(start + marker.length).split(sep);
  const name = first.startsWith('@') ? join(first, second) : first;
  return join(moduleId.slice(0, start), 'node_modules', name);
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${name}@${version} is bundled but has no licence text`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/** Emits `THIRD-PARTY-LICENSES.txt`; fails the build for a bundled package without a licence text. */
export function thirdPartyLicences(): Plugin {
  return {
    name: 'third-party-licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk' ? output.moduleIds : [],
      );
      const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== null));
      const source = [...folders].sort().map(licenceOf).join(separator);
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
    },
  };
}
