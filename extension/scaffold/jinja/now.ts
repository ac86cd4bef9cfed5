import type { Environment } from './environment';
import { shifted, strftime, wallClock } from './moment';
import { wrong } from './problem';
import type { Expression, NowStatement } from './syntax';
import { typeName, type Value } from './values';

/**
 * cookiecutter's tag `now`: the time in a zone such as `utc` or `Europe/Copenhagen`, moved by an offset such as
 * `days=2,hours=1`, in a format of strftime.
 */
export function now(
  { zone, offset, format }: NowStatement,
  evaluate: (part: Expression) => Value,
  environment: Environment,
): string {
  const text = (part: Expression, what: string): string => {
    const value = evaluate(part);
    if (typeof value !== 'string') throw wrong(`${what} of 'now' is a text, not a ${typeName(value)}`);
    return value;
  };
  const zoneName = text(zone, 'the zone');
  const start = wallClock(environment.clock(), zoneName);
  const by = offset && text(offset.by, 'the offset');
  const given = format && evaluate(format);
  if (given !== undefined && given !== null && typeof given !== 'string') {
    throw wrong(`the format of 'now' is a text, not a ${typeName(given)}`);
  }
  const moment = by === undefined ? start : shifted(start, parts(by, offset?.sign ?? '+'), zoneName);
  return strftime(moment, given ?? environment.datetimeFormat);
}

function parts(offset: string, sign: '+' | '-'): Map<string, number> {
  const found = new Map<string, number>();
  for (const part of offset.split(',')) {
    const [unit = '', amount = '', ...rest] = part.split('=');
    const number = Number(sign + amount.trim());
    if (rest.length > 0 || amount.trim() === '' || Number.isNaN(number)) {
      throw wrong(`'${offset}' is no offset such as days=2`);
    }
    found.set(unit.trim(), number);
  }
  return found;
}
