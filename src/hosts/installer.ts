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

function writeFiles(share, place) {
  fs.mkdirSync(share, { recursive: true })
  var made = fs.mkdtempSync(path.join(share, ".new-"))
  var files = JSON.parse(zlib.gunzipSync(Buffer.from(FILES, "base64")).toString())
  Object.keys(files).forEach(function (name) {
    var file = path.join(made, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, files[name], { mode: name === BIN ? 493 : 420 })
  })
  fs.chmodSync(made, 493)
  try { fs.renameSync(made, place) } catch (error) {
    if (!fs.existsSync(path.join(place, BIN))) throw error
    fs.rmSync(made, { recursive: true }) // somebody else was faster
  }
}

function install() {
  var node = process.versions.node
  if (isTooOld()) return { fault: "old", what: node }
  var local = path.join(os.homedir(), ".local"), share = path.join(local, "share", "pane-up")
  var bin = path.join(local, "bin", "pane"), place = path.join(share, DIGEST)
  var link = linkAt(bin)
  if (link !== null && link.indexOf("../share/pane-up/") !== 0) return { fault: "foreign", what: bin }
  if (!fs.existsSync(path.join(place, BIN))) writeFiles(share, place)
  fs.mkdirSync(path.dirname(bin), { recursive: true })
  var target = "../share/pane-up/" + DIGEST + "/" + BIN
  if (link === null) {
    try { fs.symlinkSync(target, bin) } catch (error) {
      if (error.code !== "EEXIST") throw error
      return install() // somebody was faster: whoever that is
    }
  } else {
    var fresh = bin + "." + random.randomBytes(6).toString("hex")
    fs.symlinkSync(target, fresh)
    fs.renameSync(fresh, bin)
  }
  return { fault: null, what: bin }
}

try { say(install()) } catch (error) { say({ fault: "failed", what: error.message }) }
`;

export function installerText({ files, digest, bin, oldestNode }: Package): string {
  const values: Readonly<Record<string, string>> = {
    MARK,
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
