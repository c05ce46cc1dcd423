/**
 * What `doctor` finds, of this machine or of another.
 */
import type { Finding } from '../doctor/finding.ts';
import type { Call } from './definition.ts';

/** @returns the exit code: 1 if something will not work */
export async function showFindings(
  { context, json }: Pick<Call, 'context' | 'json'>,
  findings: readonly Finding[],
): Promise<number> {
  const works = findings.every(({ level }) => level !== 'error');
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson({ works, findings }));
  } else {
    const [{ formatFindings }, { outPalette }] = await Promise.all([
      import('../ui/doctor.ts'),
      import('./terminal.ts'),
    ]);
    context.stdout(formatFindings(findings, outPalette(context)));
  }
  return works ? 0 : 1;
}
