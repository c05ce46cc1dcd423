/**
 * `pane plan --night` of all machines, one after the other: each has its own order and limits.
 */
import { fromEach } from '../../engine/hosts/each.ts';
import { nightThere } from '../../engine/hosts/night-there.ts';
import { night } from '../../engine/night/night.ts';
import { exitCodeOfAsked, joinedCode } from '../../ui/hosts.ts';
import { formatJson } from '../../ui/json.ts';
import { formatNightPlan } from '../../ui/night-plan.ts';
import { printable } from '../../ui/printable.ts';
import { assertNightAlone } from '../plan.ts';
import { available, errPalette, outPalette } from '../terminal.ts';
import { type Everywhere, meant, showUnasked } from './all.ts';

/** @returns 1 where a host could not be asked */
export async function runNight(all: Everywhere): Promise<number> {
  const { call, found, split } = all;
  const { context, file, json } = call;
  assertNightAlone(call);
  const there = fromEach(meant(all), (each) => nightThere(each, split.there.get(each.name) ?? []));
  const isHere = split.isAll ? found.project.scope.config.tasks.length > 0 : split.here.length > 0;
  const own = isHere ? await night({ ...context, onlyHere: true }, { file, tasks: split.here }) : null;
  const answers = await there;
  const plans = answers.flatMap(({ host, ...answer }) => (answer.ok ? [{ host, ...answer.value }] : []));
  if (json) {
    const none = { project: found.project.scope.config.project, maxActive: null, points: [], tasks: [] };
    const hosts = plans.map(({ host, plan: { maxActive, points, tasks }, unsent }) => {
      return { name: host, maxActive, points, tasks, unsent };
    });
    context.stdout(formatJson({ ...(own ?? none), hosts }));
  } else {
    const view = { palette: outPalette(context), available: available(context) };
    const parts = [
      ...(own === null ? [] : [formatNightPlan(own, view)]),
      ...plans.flatMap(({ host, plan }) =>
        plan.tasks.length === 0 ? [] : [`On ${printable(host)}: ${formatNightPlan(plan, view)}`],
      ),
    ];
    context.stdout(parts.join('\n'));
  }
  for (const { host, unsent } of plans) {
    if (unsent.length === 0) continue;
    const those = `${printable(host)} was not sent ${unsent.map(printable).join(', ')} yet, so nothing is known of that there`;
    context.stderr(`${errPalette(context).yellow('warning:')} ${those}; \`pane up\` sends it\n`);
  }
  showUnasked(context, answers);
  return joinedCode(answers.map(exitCodeOfAsked));
}
