/**
 * The program that puts this `pane` on a host, and what it says. It goes through standard input of `node` there, so that no
 * shell reads any of it, and is plain enough for a Node that is too old to run `pane`. Pure.
 */
import * as c from '../codec.ts';

export interface Package {
  /** The text of each file by its path below the folder that is copied: as JSON, by gzip, in base64. */
  readonly files: string;
  /** Of these. */
  readonly digest: string;
  /** The one that is run. */
  readonly bin: string;
  /** `20.19` */
  readonly oldestNode: string;
}

/** Before the line that counts: a login may greet. */
const MARK = 'pane-install ';

/** Names of what is not at its place yet begin so. */
const NEW = '.pane-new-';
/** After which it is left, whoever made it. */
const DAY_MS = 24 * 60 * 60_000;

const program = `
var random = require("crypto"), fs = require("fs"), os = require("os"), path = require("path"), zlib = require("zlib")

function say(answer) { process.stdout.write("\\n" + MARK + JSON.stringify(answer) + "\\n") }

function isTooOld() {
  var own = process.versions.node.split("."), oldest = OLDEST.split(".")
  return +own[0] < +oldest[0] || (+own[0] === +oldest[0] && +own[1] < +oldest[1])
}

// Null: nothing is there. Empty: something that is no link.
function linkAt(place) {
  try { return fs.readlinkSync(place) } catch (error) {
    if (error.code === "ENOENT") return null
    if (error.code === "EINVAL") return ""
    throw error
  }
}

// What is not at its place yet is named for who makes it: machine and process.
var HERE = os.hostname().replace(/[^A-Za-z0-9.]/g, "_")

function newName() { return NEW + HERE + "-" + process.pid + "-" + random.randomBytes(6).toString("hex") }

function isLeft(name, place) {
  var who = name.indexOf(NEW) === 0 ? name.slice(NEW.length).split("-") : []
  if (who.length !== 3) return false
  if (who[0] === HERE) {
    try { process.kill(+who[1], 0) } catch (error) { if (error.code === "ESRCH") return true }
  }
  return Date.now() - fs.lstatSync(path.join(place, name)).mtimeMs > DAY
}

// What an install left that was killed. It is only room: nothing fails for it.
function removeLeft(place) {
  try {
    fs.readdirSync(place).forEach(function (name) {
      if (isLeft(name, place)) fs.rmSync(path.join(place, name), { recursive: true, force: true })
    })
  } catch (error) {}
}

function isWhole(place, files) {
  try {
    return Object.keys(files).every(function (name) {
      return fs.readFileSync(path.join(place, name), "utf8") === files[name]
    })
  } catch (error) { return false }
}

// The folder that has them. One that was damaged stays: something may still run from it.
function writeFiles(share) {
  var files = JSON.parse(zlib.gunzipSync(Buffer.from(FILES, "base64")).toString())
  var place = path.join(share, DIGEST)
  if (isWhole(place, files)) return place
  if (fs.existsSync(place)) place += "-" + random.randomBytes(6).toString("hex")
  var made = path.join(share, newName())
  fs.mkdirSync(made, 448)
  Object.keys(files).forEach(function (name) {
    var file = path.join(made, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, files[name], { mode: name === BIN ? 493 : 420 })
  })
  fs.chmodSync(made, 493)
  try { fs.renameSync(made, place) } catch (error) {
    if (!isWhole(place, files)) throw error
    fs.rmSync(made, { recursive: true }) // somebody else was faster
  }
  return place
}

// Either folder may be a link to another place.
function real(place) {
  try { return fs.realpathSync(place) } catch (error) { return place }
}

function install() {
  var node = process.versions.node
  if (isTooOld()) return { fault: "old", what: node }
  var local = path.join(os.homedir(), ".local"), share = path.join(local, "share", "pane-up")
  var bin = path.join(local, "bin"), pane = path.join(bin, "pane")
  var link = linkAt(pane)
  if (link !== null && path.resolve(real(bin), link).indexOf(real(share) + path.sep) !== 0)
    return { fault: "foreign", what: pane }
  fs.mkdirSync(share, { recursive: true })
  fs.mkdirSync(bin, { recursive: true })
  removeLeft(share)
  removeLeft(bin)
  var target = path.relative(real(bin), path.join(writeFiles(real(share)), BIN))
  if (link === null) {
    try { fs.symlinkSync(target, pane) } catch (error) {
      if (error.code !== "EEXIST") throw error
      return install() // somebody was faster: whoever that is
    }
  } else {
    var fresh = path.join(bin, newName())
    fs.symlinkSync(target, fresh)
    fs.renameSync(fresh, pane)
  }
  return { fault: null, what: pane }
}

try { say(install()) } catch (error) { say({ fault: "failed", what: error.message }) }
`;

export function installerText({ files, digest, bin, oldestNode }: Package): string {
  const values: Readonly<Record<string, string | number>> = {
    MARK,
    NEW,
    DAY: DAY_MS,
    OLDEST: oldestNode,
    BIN: bin,
    DIGEST: digest,
    FILES: files,
  };
  const said = Object.entries(values).map(([name, value]) => `var ${name} = ${JSON.stringify(value)}\n`);
  return `${said.join('')}${program}`;
}

const installed = c.object({
  /** `old`: its Node; `foreign`: what is at the place was not put there by us; null: it is installed. */
  fault: c.nullable(c.oneOf('old', 'foreign', 'failed')),
  /** The version, the place, or what went wrong. */
  what: c.text,
});

export type Installed = c.Checked<typeof installed>;

const decode = c.decoder(installed);

/** Null: it did not say what came of it. */
export function parseInstalled(printed: string): Installed | null {
  const line = printed.split('\n').find((each) => each.startsWith(MARK));
  return line === undefined ? null : decode(line.slice(MARK.length));
}
