/**
 * Whether the agents can report what they do: some do not read the file for it where others than root could have
 * written it.
 */
import type { TaskConfig } from '../config/config.ts';
import type { Project } from '../project/project.ts';
import { findReportPlace } from '../records/report-place.ts';
import { type Finding, finding } from './finding.ts';

/** One for each agent that will not report here. */
export function checkAgentReports({ scope }: Project, tasks: readonly TaskConfig[]): Finding[] {
  const kinds = new Map(tasks.map(({ agent }) => [agent.name, agent.reports]));
  return [...kinds].flatMap(([name, kind]): Finding[] => {
    const fault = kind === null ? null : (findReportPlace(kind, scope.env)?.fault ?? null);
    if (fault === null) return [];
    const message = `does not report what it does: it ignores pane's settings because ${fault}`;
    const way =
      'Its state comes from its title and screen. It reports only if you run as root and only root can write to the state folder.';
    return [finding('note', `agent ${name}`, message, way)];
  });
}
