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
    const [{ doctor }, { showFindings }] = await Promise.all([
      import('../doctor/doctor.ts'),
      import('./findings.ts'),
    ]);
    return await showFindings({ context, json }, await doctor(context, { file }));
  },
});
