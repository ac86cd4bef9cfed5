import { spend } from './limits';
import { unsupported, wrong } from './problem';

/** A time as a clock on the wall shows it in a zone; `shown` has its year, month and so on as if they were UTC's. */
export interface Moment {
  readonly shown: Date;
  readonly microseconds: number;
  /** Minutes ahead of UTC. */
  readonly ahead: number;
  readonly zone: string;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']; // prettier-ignore
const DAY = 86_400_000;

/** @param milliseconds since 1970. @param zone `utc`, `local`, an offset such as `+02:00`, or a name as of IANA. */
export function wallClock(milliseconds: number, zone: string): Moment {
  const ahead = minutesAhead(milliseconds, zone);
  const shown = new Date(Math.floor(milliseconds) + ahead * 60_000);
  return { shown, microseconds: shown.getUTCMilliseconds() * 1000, ahead, zone };
}

function minutesAhead(milliseconds: number, zone: string): number {
  if (/^utc$/i.test(zone)) return 0;
  if (zone === 'local') return -new Date(milliseconds).getTimezoneOffset();
  const offset = /^(?:\(UTC)?([+-])?(\d{2}):?(\d{2})?\)?$/.exec(zone);
  if (offset) return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0));
  return Math.round((namedZone(milliseconds, zone) - Math.floor(milliseconds / 1000) * 1000) / 60_000);
}

/** What a clock in a named zone shows, in milliseconds as if it were UTC. */
function namedZone(milliseconds: number, zone: string): number {
  spend(200);
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }); // prettier-ignore
  } catch {
    throw wrong(`'${zone}' is not a time zone`);
  }
  const part = new Map(format.formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]));
  const of = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

const MILLISECONDS: Record<string, number> = {
  weeks: 7 * DAY,
  days: DAY,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
};

/** The time moved on the wall's clock; years and months are whole, and a day that a month lacks is its last. */
export function shifted(start: Moment, by: ReadonlyMap<string, number>, zone: string): Moment {
  let months = 0;
  let rest = 0;
  for (const [unit, amount] of by) {
    const length = MILLISECONDS[unit];
    const inMonths = { years: 12, quarters: 3, months: 1 }[unit];
    if (length !== undefined) rest += length * amount;
    else if (inMonths === undefined) throw unsupported(`the offset '${unit}' of 'now'`);
    else if (Number.isInteger(amount)) months += inMonths * amount;
    else throw wrong(`'${unit}' of 'now' are whole numbers`);
  }
  const { shown } = start;
  const moved = new Date(shown);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(shown.getUTCDate(), lastDay));
  const wall = moved.getTime() + rest;
  if (!(Math.abs(wall) < 8e15) || wall < Date.UTC(1, 0) || wall >= Date.UTC(10_000, 0)) {
    throw wrong('the offset of now leaves the calendar');
  }
  const ahead = minutesAhead(wall - start.ahead * 60_000, zone);
  return { ...start, shown: new Date(wall), ahead };
}

const pad = (value: number, length: number, fill = '0') => String(value).padStart(length, fill);

/** Python's strftime in the C locale. */
export function strftime(moment: Moment, format: string): string {
  spend(format.length);
  return format.replace(/%(.|$)/gsu, (all: string, letter: string) => field(moment, letter) ?? all);
}

function field(moment: Moment, letter: string): string | undefined {
  const { shown, ahead } = moment;
  const [year, month, day] = [shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()];
  const [hour, minute, second] = [shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds()];
  const weekday = shown.getUTCDay();
  const dayOfYear = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / DAY);
  const again = (format: string) => strftime(moment, format);
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  switch (letter) {
    case 'Y':
      return String(year);
    case 'C':
      return pad(Math.floor(year / 100), 2);
    case 'y':
      return pad(year % 100, 2);
    case 'm':
      return pad(month + 1, 2);
    case 'd':
      return pad(day, 2);
    case 'e':
      return pad(day, 2, ' ');
    case 'H':
      return pad(hour, 2);
    case 'k':
      return pad(hour, 2, ' ');
    case 'I':
      return pad(twelve, 2);
    case 'l':
      return pad(twelve, 2, ' ');
    case 'M':
      return pad(minute, 2);
    case 'S':
      return pad(second, 2);
    case 'f':
      return pad(moment.microseconds, 6);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'A':
      return DAYS[weekday];
    case 'a':
      return DAYS[weekday]?.slice(0, 3);
    case 'B':
      return MONTHS[month];
    case 'b':
    case 'h':
      return MONTHS[month]?.slice(0, 3);
    case 'j':
      return pad(dayOfYear + 1, 3);
    case 'w':
      return String(weekday);
    case 'u':
      return String(weekday === 0 ? 7 : weekday);
    case 'U':
      return pad(Math.floor((dayOfYear + 7 - weekday) / 7), 2);
    case 'W':
      return pad(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7), 2);
    case 'G':
      return String(isoWeek(shown).year);
    case 'g':
      return pad(isoWeek(shown).year % 100, 2);
    case 'V':
      return pad(isoWeek(shown).week, 2);
    case 's':
      return String(Math.floor(shown.getTime() / 1000) - ahead * 60);
    case 'z':
      return `${ahead < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(ahead) / 60), 2)}${pad(Math.abs(ahead) % 60, 2)}`;
    case 'Z':
      if (ahead === 0 && /^utc$/i.test(moment.zone)) return 'UTC';
      throw unsupported("'%Z' of a zone other than utc");
    case 'D':
    case 'x':
      return again('%m/%d/%y');
    case 'F':
      return again('%Y-%m-%d');
    case 'T':
    case 'X':
      return again('%H:%M:%S');
    case 'R':
      return again('%H:%M');
    case 'r':
      return again('%I:%M:%S %p');
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

/** The week by ISO 8601, which belongs to the year that its Thursday is in. */
function isoWeek(shown: Date): { year: number; week: number } {
  const thursday = new Date(shown.getTime() + (4 - (shown.getUTCDay() || 7)) * DAY);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7) + 1 };
}
