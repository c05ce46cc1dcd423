/** `config`: the configuration with every default filled in, and its schema. */
import { describeConfig, formatConfig } from '../config/describe.ts';
import type { Context } from '../context.ts';
import { openProject } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { printableScreen } from '../ui/printable.ts';

export interface ShownConfig {
  /** With the keys of the file. */
  readonly document: object;
  /** The same, as YAML. */
  readonly text: string;
}

const escapes = (text: string): string => printableScreen(text, { colours: false });

export async function showConfig(context: Context, options: ProjectOptions): Promise<ShownConfig> {
  const { config } = (await openProject(context, options)).scope;
  return { document: describeConfig(config), text: formatConfig(config, escapes) };
}

/** The JSON Schema of the file. */
export async function configSchema(): Promise<string> {
  const { configSchemaText } = await import('../config/keys/json-schema.ts');
  return configSchemaText();
}
