/**
 * `pane plan`, and `pane up --dry-run`
 */
import type { PlanRequest } from '../engine/plan.ts';
import { type Call, defineCommand, tasksArgument } from './definition.ts';

export const planCommand = defineCommand({
  name: 'plan',
  opensProject: true,
  group: 'Project',
  summary: 'print what `pane up` would do, and why',
  arguments: [tasksArgument],
  options: {
    fresh: { text: 'plan what `pane up --fresh` would do' },
    'exit-code': { text: 'exit with 3 if there is anything to do' },
  },
  json: true,
  examples: ['pane plan', 'pane plan --exit-code login-rewrite', 'pane plan --json'],
  run: (call) =>
    showPlan(call, { tasks: call.args, fresh: call.has('fresh'), yes: false, tells: call.has('exit-code') }),
});

/** Prints the plan. @returns the exit code; where `tells` it is 3 if there is anything to do */
export async function showPlan(
  { context, file, json }: Omit<Call<never>, 'has' | 'value'>,
  { tells, ...options }: PlanRequest & { readonly tells: boolean },
): Promise<number> {
  const { plan } = await import('../engine/plan.ts');
  const result = await plan(context, { ...options, file });
  const copyBytes = new Map(Object.entries(result.copyBytes));
  const [{ available, outPalette }, { exitCodeOfPlan }] = await Promise.all([
    import('./screen.ts'),
    import('../ui/exit-code.ts'),
  ]);
  if (json) {
    const { formatJson, planDocument } = await import('../ui/json.ts');
    context.stdout(formatJson(planDocument(result.project, result.plan, copyBytes)));
  } else {
    const { describePlan } = await import('../ui/plan.ts');
    context.stdout(describePlan(result.plan, copyBytes, outPalette(context), available(context)));
  }
  return exitCodeOfPlan(result.plan, tells);
}
