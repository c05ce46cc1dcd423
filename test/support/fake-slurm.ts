/**
 * A cluster of one machine for a test: `sbatch`, `squeue`, `srun` and `scancel` that stand first on PATH and run jobs here. Each
 * job is a directory of `slurm/`; `slurm/held` keeps jobs waiting, `slurm/silent` makes all of Slurm fail.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Sandbox } from './sandbox.ts';

const BEGIN = `#!/bin/sh
slurm=@slurm@
printf '%s\\n' "\${0##*/} $*" >>"$slurm/calls"
[ ! -e "$slurm/silent" ] || { echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1; }
`;

const SBATCH = `${BEGIN}
name= refuse= tries=
while [ $# -gt 0 ]; do
  case $1 in
    --job-name=*) name=\${1#*=} ;;
    --partition=none) refuse=1 ;;
    --test-only) tries=1 ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
[ -z "$refuse" ] || { echo 'sbatch: error: invalid partition specified: none' >&2; exit 1; }
[ -z "$tries" ] || { echo 'sbatch: Job 9 to start at 2030-01-01T00:00:00 on nodes n1' >&2; exit 0; }
n=1
until mkdir "$slurm/job$n" 2>/dev/null; do n=$((n + 1)); done
printf '%s' "$name" >"$slurm/job$n/name"
for word; do printf '%s\\0' "$word"; done >"$slurm/job$n/argv"
echo PENDING >"$slurm/job$n/state"
[ -e "$slurm/held" ] || "$slurm/begin" "$n"
echo "$n"
`;

/** A job of that number begins. It does not inherit what its script sets. */
const BEGIN_JOB = `#!/bin/sh
slurm=@slurm@
job=$slurm/job$1
echo RUNNING >"$job/state"
unset TMUX TMUX_PANE
export SLURM_JOB_ID=$1 SLURMD_NODENAME=n1 TMPDIR=$slurm
[ ! -e "$slurm/tmpdir" ] || TMPDIR=$(cat "$slurm/tmpdir")
(
  cd /
  xargs -0 sh -c 'echo $$ >"$0/pid"; exec sh "$@"' "$job" <"$job/argv"
  [ "$(cat "$job/state")" != RUNNING ] || echo COMPLETED >"$job/state"
) </dev/null >/dev/null 2>&1 &
`;

const SQUEUE = `${BEGIN}
format= only=
for word; do
  case $word in
    --format=*) format=\${word#*=} ;;
    --jobs=*) only=\${word#*=} ;;
  esac
done
for job in "$slurm"/job*; do
  [ -e "$job/state" ] || continue
  n=\${job##*/job}
  [ -z "$only" ] || [ "$only" = "$n" ] || continue
  state=$(cat "$job/state")
  [ "$state" != GONE ] || continue
  reason=None
  [ "$state" != PENDING ] || reason=Resources
  case $format in
    %T) echo "$state" ;;
    *) echo "$n|$state|$reason|$(cat "$job/name")" ;;
  esac
done
`;

const SINFO = `${BEGIN}
[ "$1" != --version ] || { echo 'slurm-wlm 22.05.8'; exit 0; }
printf '%s\\n' 'gpu|up' 'old|inact' 'none|up'
`;

const SCANCEL = `${BEGIN}
signal=
while [ $# -gt 1 ]; do
  case $1 in --signal=*) signal=\${1#*=} ;; esac
  shift
done
job=$slurm/job$1
[ -e "$job/state" ] || { echo "scancel: error: Kill job error on job id $1: Invalid job id specified" >&2; exit 1; }
case $(cat "$job/state") in PENDING | RUNNING) ;; *) exit 0 ;; esac # over
[ -n "$signal" ] || echo CANCELLED >"$job/state"
[ ! -e "$job/pid" ] || kill -s "\${signal:-TERM}" "$(cat "$job/pid")" 2>/dev/null
exit 0
`;

const SRUN = `${BEGIN}
while [ $# -gt 0 ]; do
  case $1 in
    --jobid=*) export SLURM_JOB_ID="\${1#*=}" ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
exec "$@"
`;

export class FakeSlurm {
  readonly #sandbox: Sandbox;

  static async create(sandbox: Sandbox): Promise<FakeSlurm> {
    const programs = { sbatch: SBATCH, squeue: SQUEUE, scancel: SCANCEL, srun: SRUN, sinfo: SINFO };
    // A window has no variable of the sandbox's own.
    const write = (name: string, text: string) =>
      sandbox.write(name, text.replaceAll('@slurm@', sandbox.path('slurm')), { mode: 0o755 });
    for (const [name, text] of Object.entries(programs)) await write(`bin/${name}`, text);
    await write('slurm/begin', BEGIN_JOB);
    return new FakeSlurm(sandbox);
  }

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** What was called: program and words, in order. */
  calls(program: string): string[] {
    const text = existsSync(this.#path('calls')) ? readFileSync(this.#path('calls'), 'utf8') : '';
    return text.split('\n').filter((line) => line.startsWith(`${program} `));
  }

  /** Slurm's word for each job, by its number. */
  states(): Record<string, string> {
    const jobs = readdirSync(this.#path()).filter((name) => /^job\d+$/.test(name));
    return Object.fromEntries(
      jobs.map((name) => [name.slice(3), readFileSync(this.#path(name, 'state'), 'utf8').trim()]),
    );
  }

  /** Whether jobs wait for resources, or Slurm does not answer. */
  async is(what: 'held' | 'silent', so: boolean): Promise<void> {
    if (so) await this.#sandbox.write(`slurm/${what}`, '');
    else await this.#sandbox.sh(`rm -f '${this.#path(what)}'`);
  }

  /** What TMPDIR says where the next jobs run. */
  async hasTmpdir(path: string): Promise<void> {
    await this.#sandbox.write('slurm/tmpdir', path);
  }

  /** A job that waited begins. */
  async begins(job: number): Promise<void> {
    await this.#sandbox.output(this.#path('begin'), [String(job)]);
  }

  async becomes(job: number, state: string): Promise<void> {
    await this.#sandbox.write(`slurm/job${job}/state`, `${state}\n`);
  }

  /** What Slurm does to a job's script: `TERM` before it kills it, `USR1` before its time limit, `KILL` with its node. */
  async signals(job: number, signal: string): Promise<void> {
    await this.#sandbox.sh(`kill -s ${signal} "$(cat '${this.#path(`job${job}`, 'pid')}')"`);
  }

  #path(...parts: readonly string[]): string {
    return this.#sandbox.path('slurm', ...parts);
  }
}
