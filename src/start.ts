/**
 * The bin: runs the program with the code that V8 compiled for the same command before; to compile it again is a
 * third of what a quick command takes. It loads the files of the bundle itself, since Node 20 keeps nothing. The kept
 * code is a cache, one file for each command in `$XDG_CACHE_HOME/pane/`. It is used only if it is the user's own and
 * was made by this Node from this very build, and made again otherwise.
 */
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import type { main, Unkept } from './cli.ts';
import type { Cache } from './context.ts';

const entry = join(__dirname, 'pane.js');

/** That of another Node, or of another build, differs. */
function signatureOf(file: string): string {
  // A package manager sets the time of modification to a constant, nobody sets the time of change.
  const { size, ctimeMs, ino } = statSync(file);
  return `${process.version} ${process.arch} ${size} ${ctimeMs} ${ino}`;
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch {
    return null;
  }
}

/** Null where there is no home or cache of the user's own to keep anything in: `sudo` may leave another's. */
function findCache(): Cache | null {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env;
  const user = process.getuid?.();
  if (user === undefined || ownerOf(home) !== user) return null;
  const folder = join(cache.startsWith('/') ? cache : join(home, '.cache'), 'pane');
  if ((ownerOf(folder) ?? ownerOf(dirname(folder)) ?? user) !== user) return null;
  return { folder, build: signatureOf(entry), user };
}

function placeOfKept({ folder }: Cache): string {
  const [, , word = ''] = process.argv;
  return join(folder, `${/^[a-z-]{1,20}$/.test(word) ? word : 'pane'}.compiled`);
}

/** The compiled code of each file of the bundle. */
type Kept = ReadonlyMap<string, Buffer>;

/** The first line of the kept code. */
interface Header {
  readonly signature: string;
  /** Of all that follows: what V8 reads of a damaged file ends the process. A hash would take ten times as long. */
  readonly checksum: number;
  /** How many bytes of it are of which file. */
  readonly lengths: Readonly<Record<string, number>>;
}

function parseKept(bytes: Buffer, signature: string): Kept {
  const end = bytes.indexOf('\n');
  const header: Header = JSON.parse(bytes.toString('latin1', 0, end));
  const parts = bytes.subarray(end + 1);
  if (header.signature !== signature || header.checksum !== crc32(parts)) return new Map();
  let begin = 0;
  return new Map(
    Object.entries(header.lengths).map(([file, length]) => {
      begin += length;
      return [file, parts.subarray(begin - length, begin)];
    }),
  );
}

function formatKept(kept: Kept, signature: string): Buffer {
  const parts = Buffer.concat([...kept.values()]);
  const lengths = Object.fromEntries([...kept].map(([file, { length }]) => [file, length]));
  const header: Header = { signature, checksum: crc32(parts), lengths };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`, 'latin1'), parts]);
}

/** Empty where there is nothing that can be used: what others may write would run as ours. */
function readKept(place: string, signature: string): Kept {
  try {
    const file = openSync(place, 'r');
    try {
      const { uid, mode } = fstatSync(file);
      const isOwn = uid === process.getuid?.() && (mode & 0o022) === 0;
      return isOwn ? parseKept(readFileSync(file), signature) : new Map();
    } finally {
      closeSync(file);
    }
  } catch {
    return new Map(); // it is only faster with it
  }
}

interface Module {
  readonly script: Script;
  readonly exports: { readonly main?: typeof main };
}

const cache = findCache();
const place = cache === null ? null : placeOfKept(cache);
const kept = cache === null || place === null ? new Map<string, Buffer>() : readKept(place, cache.build);
const modules = new Map<string, Module>();
const requireNode = createRequire(entry);
const nodes = new Map<string, unknown>();

/** A module of Node's. The bundle asks for it wherever it uses one, and Node's own look takes as long as a small file. */
function ofNode(id: string): unknown {
  const found = nodes.get(id) ?? requireNode(id);
  nodes.set(id, found);
  return found;
}

/** A file of the bundle, which is a function of what Node gives to a CommonJS module. */
function load(file: string): Module['exports'] {
  const loaded = modules.get(file);
  if (loaded !== undefined) return loaded.exports;
  const cachedData = kept.get(file);
  // All of it is ASCII.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module: Module = { script, exports: {} };
  modules.set(file, module);
  const folder = dirname(file);
  const find = (id: string): unknown => (id.startsWith('.') ? load(join(folder, id)) : ofNode(id));
  script.runInThisContext()(module.exports, find, module, file, folder);
  return module.exports;
}

/** What the command loaded, compiled as far as it was needed; null where all of that was kept before. */
function unkept(): Unkept | null {
  const isKept = ([file, { script }]: [string, Module]): boolean =>
    kept.has(file) && script.cachedDataRejected !== true;
  if (cache === null || place === null || [...modules].every(isKept)) return null;
  const made = [...modules].map(([file, { script }]): [string, Buffer] => [file, script.createCachedData()]);
  return { place, content: formatKept(new Map([...kept, ...made]), cache.build) };
}

load(entry).main?.({ script: __filename, cache, unkept });
