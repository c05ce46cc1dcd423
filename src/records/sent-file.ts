/**
 * A file that another machine sends for tasks here, as it is sent and kept. Pure.
 */
import * as c from '../codec.ts';
import { isPathBelow } from '../copy/path-below.ts';

const pathBelow = c.parsed((text) => (isPathBelow(text) ? text : null));

const file = c.object({
  path: pathBelow,
  /** Base64. */
  content: c.text,
});

export const filesOfTask = c.list(file);

/** `content` is base64. */
export type FileOfTask = c.Checked<typeof file>;

export const sentFiles = c.list(c.object({ path: pathBelow, content: c.text, tasks: c.list(c.text) }));

/** Tasks mostly share them. */
export type SentFiles = c.Checked<typeof sentFiles>;
