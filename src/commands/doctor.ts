/**
 * `pane doctor`
 */
import { defineCommand } from './definition.ts';

export const doctorCommand = defineCommand({
  name: 'doctor',
  group: 'Trust and set-up',
  summary: 'check the machine, the tools and the project',
  description: 'Each finding says what to do. Exits with 1 if something will not work.',
  json: true,
  examples: ['pane doctor', 'pane doctor --json'],
  run: async ({ context, file, json }) => {
    const { doctor } = await import('../doctor/doctor.ts');
    const findings = await doctor(context, { file });
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
  },
});
