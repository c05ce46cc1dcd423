/**
 * What the machine must have: Node, git and tmux, not too old. tmux is installed where that may be done
 * without asking; else the command is named.
 */
import { output, run } from './run.mjs';

/** The oldest versions that work. */
export const oldest = { node: '20.19', git: '2.36', tmux: '3.2a' };

/** Each package manager's command; `brew` must not be run as root. */
const installers = [
  { manager: 'apt-get', args: ['install', '-y', '--no-install-recommends'], asRoot: true },
  { manager: 'dnf', args: ['install', '-y'], asRoot: true },
  { manager: 'apk', args: ['add'], asRoot: true },
  { manager: 'pacman', args: ['-S', '--noconfirm', '--needed'], asRoot: true },
  { manager: 'brew', args: ['install'], asRoot: false },
];

/** `3.2a` as numbers that can be compared: [3, 2, 1]; a letter counts as a patch level. */
function parts(version) {
  const [, major, minor = '0', patch = '', letter = ''] =
    /(\d+)(?:\.(\d+))?(?:\.(\d+))?([a-z]?)/.exec(version) ?? [];
  if (major === undefined) return null;
  return [Number(major), Number(minor), letter === '' ? Number(patch) : letter.charCodeAt(0) - 96];
}

/** Whether `version`, as a tool prints it, is `minimum` or newer; a development build counts as new. */
export function isNewEnough(version, minimum) {
  const [have, need] = [parts(version), parts(minimum)];
  if (have === null || need === null) return /master|next|openbsd/.test(version);
  const differing = have.findIndex((part, index) => part !== need[index]);
  return differing === -1 || have[differing] > need[differing];
}

function isThere(program) {
  return output('sh', ['-c', 'command -v "$1"', 'sh', program]) !== null;
}

function installerOf(name) {
  const installer = installers.find(({ manager }) => isThere(manager));
  if (installer === undefined) return null;
  const isRoot = process.getuid?.() === 0;
  const prefix = installer.asRoot && !isRoot ? ['sudo'] : [];
  const command = [...prefix, installer.manager, ...installer.args, name];
  return {
    command,
    allowed: prefix.length === 0 || output('sudo', ['-n', 'true']) !== null,
    manager: installer.manager,
  };
}

/** Installs a package with the system's package manager; throws with the exact command where that can't be done. */
function install(name, say, { program: missing = name } = {}) {
  const installer = installerOf(name);
  if (installer === null) {
    const enough = oldest[name] === undefined ? '' : ` ${oldest[name]} or newer`;
    throw new Error(`${missing} is missing; install ${name}${enough}`);
  }
  const { command, allowed, manager } = installer;
  const [program, ...args] = command;
  const advice = `${missing} is missing; install it with: ${command.join(' ')}`;
  if (!allowed) throw new Error(advice);
  say(`installing ${name}: ${command.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if (run(program, args, { env })) return;
  // A fresh container has no package lists yet.
  const update = [...command.slice(0, command.indexOf(manager) + 1), 'update'];
  if (manager !== 'apt-get' || !run(update[0], update.slice(1)) || !run(program, args, { env }))
    throw new Error(advice);
}

/** Installs the package where its program is missing, as Debian names both. @throws with the way out where it can't */
export function requireProgram({ program, package: name }, say) {
  if (!isThere(program)) install(name, say, { program });
}

function requireVersion(name, version, advice) {
  if (version === null) throw new Error(`${name} is missing; install ${name} ${oldest[name]} or newer`);
  if (isNewEnough(version, oldest[name])) return;
  throw new Error(`${name} is too old (${version}); install ${oldest[name]} or newer${advice ?? ''}`);
}

/** Throws an error with the way out where Node, git or tmux is missing or too old. */
export function checkRequirements(say) {
  requireVersion('node', process.versions.node, ' (https://nodejs.org)');
  requireVersion('git', output('git', ['--version']));
  if (output('tmux', ['-V']) === null) install('tmux', say);
  requireVersion('tmux', output('tmux', ['-V']));
}
