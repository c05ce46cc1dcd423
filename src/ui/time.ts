/**
 * A point in time for people. Pure.
 */

/** `2026-11-27 14:03:08`, in the zone of this machine. */
export function formatTime(time: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
