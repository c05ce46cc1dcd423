/**
 * Where editors find the JSON Schema of the config file: in the published package. Pure.
 */
export const schemaAddress = 'https://unpkg.com/pane-up/schema/pane.config.schema.json';
