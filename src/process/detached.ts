/**
 * Programs that go on without the process that started them.
 */
import { spawn } from 'node:child_process';
import { missingProgram } from './command.ts';

/**
 * Starts it as the leader of a session of its own, without input and output.
 * @returns its number
 * @throws {PaneError} `failed` where it can't be started
 */
export async function startDetached(
  [file = '', ...args]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<number> {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
  if (child.pid === undefined) throw missingProgram(file);
  return child.pid;
}
