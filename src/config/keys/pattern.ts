/**
 * The rules of `screen`. Pure.
 */

/** Whether a screen rule is a regular expression, as `agents/screen` reads it. */
export function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'iu') instanceof RegExp;
  } catch {
    return false;
  }
}
