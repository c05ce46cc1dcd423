/**
 * `pane report` of all machines, as one report.
 */
import { fromEach } from '../../engine/hosts/each.ts';
import { joinReports, reportThere } from '../../engine/hosts/report-there.ts';
import { exitCodeOfAsked, joinedCode } from '../../ui/hosts.ts';
import { reportHere, showReport } from '../report.ts';
import { type Everywhere, meant, showUnasked, withArchived } from './all.ts';
import { optionWords } from './parts.ts';

/** @returns 1 where a host could not be asked */
export async function runTold(given: Everywhere): Promise<number> {
  const all: Everywhere = { ...given, split: withArchived(given) };
  const { call, definition, split } = all;
  const { context } = call;
  const words = optionWords(definition, { ...call, json: false }, ['markdown']);
  const there = fromEach(meant(all), (each) =>
    reportThere(each, [...words, ...(split.there.get(each.name) ?? [])]),
  );
  const here = await reportHere({ ...call, args: split.here, context: { ...context, onlyHere: true } });
  const isHere = split.isAll || split.here.length > 0;
  const answers = await there;
  await showReport(call, joinReports(isHere ? here : { ...here, tasks: [], notes: [] }, answers));
  showUnasked(context, answers);
  return joinedCode(answers.map(exitCodeOfAsked));
}
