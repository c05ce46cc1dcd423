/** `config`: the configuration with every default filled in, and its schema. */
import type { Config } from '../config/config.ts';
import { formatConfig } from '../config/describe.ts';
import type { Context } from '../context.ts';
import { openProject } from './project.ts';
import type { ProjectOptions } from './types.ts';

export async function showConfig(
  context: Context,
  options: ProjectOptions,
): Promise<{ readonly config: Config; readonly text: string }> {
  const { config } = (await openProject(context, options)).scope;
  return { config, text: formatConfig(config) };
}

/** The JSON Schema of the file. */
export async function configSchema(): Promise<string> {
  const { configSchemaText } = await import('../config/json-schema.ts');
  return configSchemaText();
}
