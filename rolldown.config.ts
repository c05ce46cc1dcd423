import { defineConfig } from 'rolldown';
import { bareFunction } from './scripts/bare-function.ts';
import { commonJs } from './scripts/common-js.ts';
import { sharedCode } from './scripts/shared-code.ts';
import { shellText } from './scripts/shell-text.ts';
import { thirdPartyLicences } from './scripts/third-party-licences.ts';

const output = { dir: 'dist', format: 'cjs', entryFileNames: '[name].js', comments: false } as const;

export default defineConfig([
  // Split at the dynamic imports: a command loads only what it uses, in few files. Each is an expression, the function
  // that `src/start.ts` calls.
  {
    input: { pane: 'src/cli.ts' },
    platform: 'node',
    plugins: [shellText(), thirdPartyLicences(), commonJs(), bareFunction()],
    output: {
      ...output,
      cleanDir: true,
      codeSplitting: { groups: sharedCode(import.meta.dirname) },
      // The effects are all in files of one name: a trace of the stack names their kind.
      chunkFileNames: ({ facadeModuleId }) =>
        `chunks/${/operations\/([\w-]+)\/effect\.ts$/.exec(facadeModuleId ?? '')?.[1] ?? '[name]'}.js`,
    },
  },
  { input: { cli: 'src/start.ts' }, platform: 'node', output: { ...output, banner: '#!/usr/bin/env node' } },
]);
