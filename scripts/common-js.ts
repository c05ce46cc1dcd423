import type { Plugin } from 'rolldown';

/**
 * A rolldown plugin: says beside the bundle that it is CommonJS, whatever the package is. Node starts
 * CommonJS a fifth faster than ES modules.
 */
export function commonJs(): Plugin {
  return {
    name: 'common-js',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
    },
  };
}
