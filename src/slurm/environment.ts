/**
 * What programs of Slurm's are called with, and what runs in a job gets. Pure.
 */

type Env = Readonly<Record<string, string | undefined>>;

/** Where Slurm's programs find their cluster, if not in the usual place. */
export function slurmEnvironment({ SLURM_CONF }: Env): { readonly SLURM_CONF?: string } {
  return SLURM_CONF === undefined ? {} : { SLURM_CONF };
}

/** By it the job's script finds what it ends. */
export function ofJob(id: string): { readonly PANE_JOB: string } {
  return { PANE_JOB: id };
}

/** The caller's, without the tmux of this machine, and without a job that the caller is in itself: its options would count for `srun`. */
export function withoutPlace(env: Env): Env {
  const isOfPlace = (name: string) => /^(TMUX|TMUX_PANE|PMIX?_\w*|SRUN_\w*|SLURMD?_\w*)$/.test(name);
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !isOfPlace(name))),
    ...slurmEnvironment(env),
  };
}
