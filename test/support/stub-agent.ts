/**
 * A stand-in for an agent: a script that writes down how it was started, then waits like one.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StubAgentOptions {
  /** The name of the script, so that several can be told apart by `Launch.agent`. */
  readonly name?: string;
  /** How it ends, once its input does; 0 by default. */
  readonly exitCode?: number;
  /** Ends at once instead of waiting for the end of its input. */
  readonly endsAtOnce?: boolean;
}

/** One start of a stub agent. */
export interface Launch {
  readonly agent: string;
  readonly pid: number;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Names in the working directory at the time of the start. */
  readonly files: readonly string[];
  /** What it has read from its input so far. */
  readonly input: string;
}

/** The text of the script; `folder` is where it writes, one numbered folder for each start. */
export function stubAgentScript(folder: string, options: StubAgentOptions): string {
  const { name = 'stub', exitCode = 0, endsAtOnce = false } = options;
  return `#!/bin/sh
n=1
until mkdir '${folder}/'$n 2>/dev/null; do n=$((n + 1)); done
launch='${folder}/'$n
printf '%s' '${name}' > "$launch/agent"
printf '%s' $$ > "$launch/pid"
for argument in "$@"; do printf '%s\\0' "$argument"; done > "$launch/argv"
pwd -P > "$launch/cwd"
env -0 > "$launch/env"
ls -A > "$launch/files"
: > "$launch/complete"
echo 'stub agent ${name} has started'
${endsAtOnce ? '' : 'cat > "$launch/input"'}
exit ${exitCode}
`;
}

function list(text: string, separator: string): string[] {
  return text.split(separator).filter((_entry, index, all) => index < all.length - 1);
}

function launchOf(folder: string): Launch {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const environment = list(read('env'), '\0').map((entry): [string, string] => {
    const equals = entry.indexOf('=');
    return [entry.slice(0, equals), entry.slice(equals + 1)];
  });
  return {
    agent: read('agent'),
    pid: Number(read('pid')),
    argv: list(read('argv'), '\0'),
    cwd: read('cwd').replace(/\n$/, ''),
    env: Object.fromEntries(environment),
    files: list(read('files'), '\n'),
    input: existsSync(join(folder, 'input')) ? read('input') : '',
  };
}

/** The starts that are written down in `folder`, in their order. */
export function readLaunches(folder: string): Launch[] {
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name) && existsSync(join(folder, name, 'complete')))
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => launchOf(join(folder, name)));
}
