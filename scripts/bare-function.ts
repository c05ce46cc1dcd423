import type { Plugin } from 'rolldown';

/**
 * A rolldown plugin that prepares each file of the bundle for `src/start.ts`:
 * - It becomes an expression, the function of what Node gives to a CommonJS module, to be compiled as it is.
 * - It is ASCII: V8 then takes the bytes as the text, of which it needs little. Outside of strings and patterns there
 *   is nothing else, since comments are stripped.
 * - Node's own modules are loaded where they are first used, not at the top: most are not used by a quick command, and
 *   `node:fs/promises` alone takes as long as a tenth of Node's start.
 */
export function bareFunction(): Plugin {
  return {
    name: 'bare-function',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = wrapped(escaped(withLateModules(file.code)));
      }
    },
  };
}

function wrapped(code: string): string {
  return `(function (exports, require, module, __filename, __dirname) {${code}})`;
}

function escaped(code: string): string {
  return code.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Of `let node_os = require("node:os")` and `node_os.hostname` makes `(require("node:os")).hostname`; in parentheses for `new`. */
function withLateModules(code: string): string {
  let late = code;
  for (const [line, name, call] of code.matchAll(
    /^(?:let|const) (node_\w+) = (require\("node:[\w/]+"\));\n/gm,
  )) {
    if (name === undefined || call === undefined) continue;
    const rest = late.replace(line, '');
    const isMemberOnly = !new RegExp(`\\b${name}\\b(?!\\.)`).test(rest);
    if (isMemberOnly) late = rest.replace(new RegExp(`\\b${name}\\.`, 'g'), `(${call}).`);
  }
  return late;
}
