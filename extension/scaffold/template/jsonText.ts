import { print, printFloat, printInteger } from '../jinja/printing';
import { Dict, List, Tuple, type Value } from '../jinja/values';

/**
 * JSON in the order of the entries. With an `indent` it is `json.dumps(value, indent=indent)` of Python, ASCII only
 * unless `ascii` is false (Python's `ensure_ascii`); without one it is one line for a person to read and change.
 */
export function jsonText(value: Value, indent?: number, ascii = indent !== undefined, depth = 0): string {
  if (typeof value === 'bigint') return printInteger(value);
  if (typeof value === 'number') return printFloat(value);
  if (value === null || typeof value === 'boolean') return String(value);
  const inner = (item: Value) => jsonText(item, indent, ascii, depth + 1);
  if (value instanceof List || value instanceof Tuple) {
    return enclosed('[', value.items.map(inner), ']', indent, depth);
  }
  if (value instanceof Dict) {
    const entries = value.entries().map(([key, item]) => `${quoted(print(key), ascii)}: ${inner(item)}`);
    return enclosed('{', entries, '}', indent, depth);
  }
  return quoted(print(value), ascii);
}

function enclosed(
  open: string,
  items: string[],
  close: string,
  indent: number | undefined,
  depth: number,
): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return `${open}${items.join(', ')}${close}`;
  const line = (level: number) => `\n${' '.repeat(indent * level)}`;
  return `${open}${line(depth + 1)}${items.join(`,${line(depth + 1)}`)}${line(depth)}${close}`;
}

function quoted(text: string, ascii: boolean): string {
  const json = JSON.stringify(text);
  if (!ascii) return json;
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
