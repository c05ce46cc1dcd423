/**
 * `pane plan`, and `pane up --dry-run`
 */
import type { PlanRequest, PlanResult } from '../engine/plan.ts';
import { PaneError } from '../errors.ts';
import { type Call, defineCommand, tasksArgument } from './definition.ts';

export const planCommand = defineCommand({
  name: 'plan',
  opensProject: true,
  group: 'Project',
  summary: 'print what `pane up` would do, and why',
  arguments: [tasksArgument],
  options: {
    fresh: { text: 'plan what `pane up --fresh` would do' },
    night: { text: 'print what may stop each task unattended, and the order in which all run' },
    'exit-code': { text: 'exit with 3 if there is anything to do' },
    snapshot: { text: 'print what the plan is made from, as JSON, for a bug report' },
    'from-snapshot': {
      value: 'snapshot',
      text: 'plan from what `--snapshot` printed, wherever that was',
      completes: 'files',
    },
  },
  json: true,
  hosts: 'plan',
  examples: ['pane plan', 'pane plan --night', 'pane plan --exit-code login-rewrite', 'pane plan --json'],
  run: async (call) => {
    if (call.has('night')) {
      assertNightAlone(call);
      return await showNight(call);
    }
    if (call.has('snapshot')) return await showSnapshot(call);
    const request = { tasks: call.args, fresh: call.has('fresh'), yes: false };
    const from = call.value('from-snapshot');
    const tells = call.has('exit-code');
    if (from === null) return await showPlan(call, { ...request, tells });
    const { planSnapshot } = await import('../engine/snapshot.ts');
    return await show(call, await planSnapshot(call.context, from, request), tells);
  },
});

const NOT_AT_NIGHT = ['fresh', 'exit-code', 'snapshot', 'from-snapshot'] as const;

/** @throws {PaneError} `usage` */
export function assertNightAlone({ has }: Pick<Call<(typeof NOT_AT_NIGHT)[number]>, 'has'>): void {
  const other = NOT_AT_NIGHT.find(has);
  if (other !== undefined) throw new PaneError('usage', `--night and --${other} can't be used together`);
}

async function showNight({
  context,
  file,
  args,
  json,
}: Pick<Call<never>, 'context' | 'file' | 'args' | 'json'>): Promise<number> {
  const { night } = await import('../engine/night/night.ts');
  const plan = await night(context, { file, tasks: args });
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson(plan));
    return 0;
  }
  const [{ formatNightPlan }, { available, outPalette }] = await Promise.all([
    import('../ui/night-plan.ts'),
    import('./terminal.ts'),
  ]);
  context.stdout(formatNightPlan(plan, { palette: outPalette(context), available: available(context) }));
  return 0;
}

async function showSnapshot({ context, file }: Pick<Call<never>, 'context' | 'file'>): Promise<number> {
  const [{ takeSnapshot }, { formatJson }] = await Promise.all([
    import('../engine/snapshot.ts'),
    import('../ui/json.ts'),
  ]);
  context.stdout(formatJson(await takeSnapshot(context, { file })));
  return 0;
}

/** Prints the plan. @returns the exit code; where `tells` it is 3 if there is anything to do */
export async function showPlan(
  call: Omit<Call<never>, 'has' | 'value'>,
  { tells, ...options }: PlanRequest & { readonly tells: boolean },
): Promise<number> {
  const { plan } = await import('../engine/plan.ts');
  return await show(call, await plan(call.context, { ...options, file: call.file }), tells);
}

async function show(
  { context, json }: Pick<Call<never>, 'context' | 'json'>,
  result: PlanResult,
  tells: boolean,
): Promise<number> {
  const [{ available, outPalette }, { exitCodeOfPlan }] = await Promise.all([
    import('./terminal.ts'),
    import('../ui/exit-code.ts'),
  ]);
  if (json) {
    const { formatJson, planDocument } = await import('../ui/json.ts');
    context.stdout(formatJson(planDocument(result)));
  } else {
    const { describePlan } = await import('../ui/plan.ts');
    context.stdout(describePlan(result, outPalette(context), available(context)));
  }
  return exitCodeOfPlan(result.plan, tells);
}
