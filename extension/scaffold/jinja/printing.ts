import { spend } from './limits';
import { TemplateProblem, wrong } from './problem';
import {
  Callable,
  Dict,
  List,
  Markup,
  Range,
  Structure,
  Tuple,
  Undefined,
  View,
  typeName,
  type Value,
} from './values';

const DEEPEST = 100;
/** Python refuses to print an integer with more digits than this. */
const MOST_DIGITS = 4300;
const QUOTED = /[\\\n\r\t]|\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\p{Zl}|\p{Zp}|(?! )\p{Zs}/gu;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The value as `str()` of Python prints it. */
export function print(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) {
    value.use();
    return '';
  }
  return represent(value);
}

/** The value as `repr()` of Python prints it. */
export function represent(value: Value, depth = 0): string {
  spend(typeof value === 'string' ? 1 + value.length / 2 : 1);
  if (depth > DEEPEST) throw new TemplateProblem('limit', 'a value is nested too deeply to print');
  const each = (items: readonly Value[]) => items.map((item) => represent(item, depth + 1)).join(', ');
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return printInteger(value);
  if (typeof value === 'number') return printFloat(value);
  if (typeof value === 'string') return quote(value);
  if (value instanceof Markup) return `Markup(${quote(value.text)})`;
  if (value instanceof List) return `[${each(value.items)}]`;
  if (value instanceof Tuple) return `(${each(value.items)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Dict) {
    const entries = value.entries();
    if (value.ordered) {
      return entries.length === 0
        ? 'OrderedDict()'
        : `OrderedDict([${each(entries.map((e) => new Tuple(e)))}])`;
    }
    return `{${entries.map(([k, v]) => `${represent(k, depth + 1)}: ${represent(v, depth + 1)}`).join(', ')}}`;
  }
  if (value instanceof View) {
    return `${value.dict.ordered ? 'o' : ''}${value.kind}([${each(value.items)}])`;
  }
  if (value instanceof Range) {
    const { start, stop, step } = value;
    return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
  }
  if (value instanceof Undefined) return 'Undefined';
  const printed = value instanceof Structure ? value.printed?.(depth) : undefined;
  if (printed !== undefined) return printed;
  // Python prints a memory address here, which no two runs share.
  const what =
    value instanceof Callable ? `the method '${value.name}'` : `a value of type ${typeName(value)}`;
  throw wrong(`${what} cannot be printed`);
}

export function printInteger(value: bigint): string {
  const text = value.toString();
  spend(text.length / 10);
  if (text.length > MOST_DIGITS) throw new TemplateProblem('limit', 'an integer is too long to print');
  return text;
}

/** Python's shortest form of a float: `1.0`, `1e-05`, `1e+16`. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (value === 0) return '0.0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) return `${digits}e${exponentText(exponent)}`;
  const sign = digits.startsWith('-') ? '-' : '';
  const figures = digits.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${figures}`;
  const whole = figures.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${figures.slice(exponent + 1) || '0'}`;
}

/** An exponent with its sign and at least two digits. */
export function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(QUOTED, (char) => ESCAPES[char] ?? escape(char));
  return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark;
}

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
