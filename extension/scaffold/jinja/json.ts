import { spend } from './limits';
import { order } from './operators';
import { printFloat, printInteger } from './printing';
import { TemplateProblem, wrong } from './problem';
import { Dict, List, Markup, Tuple, Undefined, typeName, type Value } from './values';

/** `json.dumps(value, sort_keys=True, indent=indent)` of Python: ASCII only. */
export function toJson(value: Value, indent: number | undefined, depth = 0): string {
  spend(typeof value === 'string' ? 1 + value.length / 2 : 1);
  if (depth > 100) throw new TemplateProblem('limit', 'a value is nested too deeply for JSON');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return printInteger(value);
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'string') return quote(value);
  if (value instanceof Markup) return quote(value.text);
  if (value instanceof List || value instanceof Tuple) {
    return bracketed(
      '[',
      ']',
      value.items.map((item) => toJson(item, indent, depth + 1)),
      indent,
      depth,
    );
  }
  if (value instanceof Dict) {
    const sorted = value.entries().sort(([a], [b]) => order(a, b));
    const entries = sorted.map(([key, item]) => `${quote(keyText(key))}: ${toJson(item, indent, depth + 1)}`);
    return bracketed('{', '}', entries, indent, depth);
  }
  if (value instanceof Undefined) {
    value.use();
    throw wrong('an undefined value has no form in JSON');
  }
  throw wrong(`a ${typeName(value)} has no form in JSON`);
}

function bracketed(
  open: string,
  close: string,
  parts: string[],
  indent: number | undefined,
  depth: number,
): string {
  if (parts.length === 0) return open + close;
  // What is inside is copied once at every level.
  const copied = parts.reduce((sum, part) => sum + part.length, parts.length * (indent ?? 0) * depth);
  spend(copied / 100);
  if (indent === undefined) return open + parts.join(', ') + close;
  const line = (level: number) => `\n${' '.repeat(Math.max(0, indent) * level)}`;
  return open + line(depth + 1) + parts.join(`,${line(depth + 1)}`) + line(depth) + close;
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean') return String(key);
  if (typeof key === 'bigint') return printInteger(key);
  if (typeof key === 'number') return floatText(key);
  throw wrong(`a ${typeName(key)} cannot be a key in JSON`);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? printFloat(value) : value > 0 ? 'Infinity' : '-Infinity';
}

function quote(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, (unit) =>
    unit === '\x7f' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const UNSAFE_IN_HTML: Record<string, string> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

/** JSON as Jinja's `tojson` gives it: what HTML would read as markup is escaped. */
export function toHtmlSafeJson(value: Value, indent: number | undefined): string {
  return toJson(value, indent).replace(/[<>&']/g, (char) => UNSAFE_IN_HTML[char] ?? char);
}
