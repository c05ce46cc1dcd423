/** A name for a task that was given none. Pure. */

/** The first words of the prompt, as a name that is not taken: `rewrite-the-login-page`. */
export function nameFromPrompt(prompt: string, taken: readonly string[]): string {
  const words = prompt
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const base = words.slice(0, 5).join('-').slice(0, 40).replace(/-+$/, '') || 'task';
  const isTaken = (name: string) => taken.some((each) => each.toLowerCase() === name);
  if (!isTaken(base)) return base;
  let number = 2;
  while (isTaken(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}
