/**
 * A line that is drawn again in place. Pure.
 */

/** Takes it away. */
export const clearLine = '\r\x1b[K';
