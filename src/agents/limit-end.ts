/**
 * When a limit is over, as far as the agent's own words say so: never guessed. Pure; a clock without a zone is the
 * machine's.
 */

/** No vendor's limit lasts longer: what says so is a mistake. */
const MOST_SECONDS = 35 * 86_400;
/** Clocks show no seconds: a time may be over by the time that it is said. */
const CLOCK_SECONDS = 60;

/** What stands before a time. */
const KEYWORD = /try again|retry(?:ing)?|resets?|limit reached\|/gi;

const UNIT =
  '(?:ms|milliseconds?|d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])';
const SECONDS_OF: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Each begins right after the keyword. */
const ISO = /^\W{0,4}(?:at |on )?(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))/i;
const EPOCH = /^(?:_at)?\W{0,4}(?:at )?(\d{10})(?![\d.])/;
const BARE = /^(?:[-_ ]?after|_in_seconds)\W{1,4}(\d{1,8})(?![\d.]| ?[a-z])/i;
const DURATION = new RegExp(
  `^(?:[-_ ]?after|delay)?\\W{0,4}(?:in |for |after |about )*((?:\\d+(?:\\.\\d+)? ?${UNIT}(?:,? (?:and )?)?)+)`,
  'i',
);
const PART = new RegExp(`(\\d+(?:\\.\\d+)?) ?(${UNIT})`, 'gi');
const CLOCK =
  /^\W{0,2}(?:at |on )?(?:([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}),?)?(?: at)? )?(\d{1,2})(?::(\d\d))?(?::\d\d)?(?:[ \u202f]?([ap])\.?m\b\.?)?(?![\d:])(?:[ \u202f]\(([\w/+-]+)\)|[ \u202f](UTC|GMT)\b)?/i;

/** What a clock on the wall shows; months begin with 0. */
interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The clocks of a place, and Unix time in seconds. */
interface Zone {
  readonly clockAt: (seconds: number) => WallClock;
  /** That or, where the clock is put on, a time close to it. */
  readonly secondsAt: (clock: WallClock) => number;
}

function asUtc({ year, month, day, hour, minute }: WallClock): number {
  return Date.UTC(year, month, day, hour, minute) / 1000;
}

const LOCAL: Zone = {
  clockAt: (seconds) => {
    const date = new Date(seconds * 1000);
    const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
    return { year, month, day, hour: date.getHours(), minute: date.getMinutes() };
  },
  secondsAt: ({ year, month, day, hour, minute }) =>
    new Date(year, month, day, hour, minute).getTime() / 1000,
};

/** Null: there is none of that name. */
function zoneNamed(timeZone: string): Zone | null {
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone, hourCycle: 'h23' });
  } catch {
    return null;
  }
  const clockAt = (seconds: number): WallClock => {
    const parts = format.formatToParts(seconds * 1000);
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = Object.keys(fields).map((name) =>
      Number(parts.find(({ type }) => type === name)?.value),
    );
    return { year, month: month - 1, day, hour, minute };
  };
  return {
    clockAt,
    secondsAt: (clock) => {
      const wanted = asUtc(clock);
      const first = wanted - (asUtc(clockAt(wanted)) - wanted);
      // There the clocks may differ from UTC by another time.
      const second = first + wanted - asUtc(clockAt(first));
      return asUtc(clockAt(second)) === wanted ? second : Math.max(first, second);
    },
  };
}

/** Where clocks are put back they show a time twice: by the second one the limit is over for sure. */
function secondsAt(zone: Zone, clock: WallClock): number {
  const at = zone.secondsAt(clock);
  const again = at + 3600;
  return asUtc(zone.clockAt(again)) === asUtc(clock) ? again : at;
}

function durationIn(text: string): number | null {
  const bare = BARE.exec(text)?.[1];
  if (bare !== undefined) return Number(bare);
  const parts = DURATION.exec(text)?.[1];
  if (parts === undefined) return null;
  const seconds = [...parts.matchAll(PART)].map(([, amount, unit = '']) => {
    const factor = /^m(s|illi)/i.test(unit) ? 0.001 : (SECONDS_OF[unit.slice(0, 1).toLowerCase()] ?? 0);
    return Number(amount) * factor;
  });
  return Math.ceil(seconds.reduce((sum, each) => sum + each, 0));
}

/** Of the 12 hours before and after noon, or of 24; null: no clock shows that. */
function hourOf(text: string, half: string | undefined): number | null {
  const hour = Number(text);
  if (half === undefined) return hour < 24 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function clockIn(text: string, now: number): number | null {
  const [, monthName, day, year, hourText, minutes, half, named, utc] = CLOCK.exec(text) ?? [];
  // A number alone may be anything.
  if (hourText === undefined || (minutes === undefined && half === undefined)) return null;
  const zoneName = named ?? utc;
  const zone = zoneName === undefined ? LOCAL : zoneNamed(zoneName);
  const hour = hourOf(hourText, half);
  const minute = Number(minutes ?? 0);
  if (zone === null || hour === null || minute > 59) return null;
  const today = { ...zone.clockAt(now), hour, minute };
  if (monthName === undefined) {
    const at = secondsAt(zone, today);
    return at + CLOCK_SECONDS > now ? at : secondsAt(zone, { ...today, day: today.day + 1 });
  }
  const month = MONTHS.indexOf(monthName.toLowerCase());
  if (month === -1) return null;
  const dated = { ...today, month, day: Number(day), year: Number(year ?? today.year) };
  const at = secondsAt(zone, dated);
  const isOver = year === undefined && at + CLOCK_SECONDS <= now;
  return isOver ? secondsAt(zone, { ...dated, year: dated.year + 1 }) : at;
}

function timeIn(text: string, now: number): number | null {
  const iso = ISO.exec(text)?.[1];
  if (iso !== undefined) return Math.ceil(Date.parse(iso) / 1000);
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch);
  const seconds = durationIn(text);
  return seconds === null ? clockIn(text, now) : now + seconds;
}

/** Null: the text does not say it. `said`: when it was said; both are Unix times in seconds. */
export function limitEnd(text: string, said: number): number | null {
  for (const { 0: keyword, index } of text.matchAll(KEYWORD)) {
    const at = timeIn(text.slice(index + keyword.length), said);
    if (at !== null && at + CLOCK_SECONDS > said && at - said <= MOST_SECONDS) return at;
  }
  return null;
}
