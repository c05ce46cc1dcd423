import { defineConfig } from 'rolldown';
import { commonJs } from './scripts/common-js.ts';
import { shellText } from './scripts/shell-text.ts';
import { thirdPartyLicences } from './scripts/third-party-licences.ts';

// One entry, split at the dynamic imports: a command loads only what it uses, so that start-up stays fast.
export default defineConfig({
  input: { cli: 'src/cli.ts' },
  platform: 'node',
  plugins: [shellText(), thirdPartyLicences(), commonJs()],
  output: {
    dir: 'dist',
    format: 'cjs',
    cleanDir: true,
    minify: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
  },
});
