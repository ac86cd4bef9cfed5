import { order } from './operators';
import { represent } from './printing';
import { TemplateProblem } from './problem';
import { lines } from './text';
import { Dict, List, Tuple, type Value } from './values';

const WIDTH = 80;

/** Python's `pprint.pformat`: dicts sorted by key, and over several lines what is wider than 80 characters. */
export function pretty(value: Value): string {
  return layOut(sorted(value), 0, 0, 1);
}

/** @param indent where the value starts. @param after how many characters follow behind it on its last line. */
function layOut(value: Value, indent: number, after: number, level: number): string {
  if (level > 100) throw new TemplateProblem('limit', 'a value is nested too deeply to print');
  const flat = represent(value);
  if (flat.length <= WIDTH - indent - after) return flat;
  if (value instanceof Dict && value.ordered) {
    const entries = new List(value.entries().map((entry) => new Tuple(entry)));
    const name = 'OrderedDict(';
    return value.size === 0 ? flat : `${name}${layOut(entries, indent + name.length, after + 1, level + 1)})`;
  }
  const between = `,\n${' '.repeat(indent + 1)}`;
  if (value instanceof Dict) {
    const parts = value.entries().map(([key, entry], at) => {
      const start = `${represent(key)}: `;
      const follows = at === value.size - 1 ? after + 1 : 1;
      return start + layOut(entry, indent + 1 + start.length, follows, level + 1);
    });
    return `{${parts.join(between)}}`;
  }
  if (value instanceof List || value instanceof Tuple) {
    const { items } = value;
    const close = value instanceof List ? ']' : items.length === 1 ? ',)' : ')';
    const parts = items.map((entry, at) =>
      layOut(entry, indent + 1, at === items.length - 1 ? after + close.length : 1, level + 1),
    );
    return `${value instanceof List ? '[' : '('}${parts.join(between)}${close}`;
  }
  return typeof value === 'string' ? layOutText(value, indent, after, level) : flat;
}

function layOutText(text: string, start: number, behind: number, level: number): string {
  const [indent, after] = level === 1 ? [start + 1, behind + 1] : [start, behind];
  const width = WIDTH - indent;
  const chunks: string[] = [];
  const all = lines(text, true);
  for (const [at, line] of all.entries()) {
    const isLast = at === all.length - 1;
    const whole = represent(line);
    if (whole.length <= width - (isLast ? after : 0)) {
      chunks.push(whole);
      continue;
    }
    let current = '';
    const parts = line.match(/\S+\s*|\s+/gu) ?? [];
    for (const [place, part] of parts.entries()) {
      const room = isLast && place === parts.length - 1 ? width - after : width;
      if (represent(current + part).length <= room) current += part;
      else {
        if (current !== '') chunks.push(represent(current));
        current = part;
      }
    }
    if (current !== '') chunks.push(represent(current));
  }
  if (chunks.length === 1) return represent(text);
  const joined = chunks.join(`\n${' '.repeat(indent)}`);
  return level === 1 ? `(${joined})` : joined;
}

function sorted(value: Value, depth = 0): Value {
  if (depth > 100) throw new TemplateProblem('limit', 'a value is nested too deeply to print');
  const each = (inner: Value) => sorted(inner, depth + 1);
  if (value instanceof List) return new List(value.items.map(each));
  if (value instanceof Tuple) return new Tuple(value.items.map(each));
  if (!(value instanceof Dict)) return value;
  const entries = value.entries().map(([key, entry]): [Value, Value] => [key, each(entry)]);
  if (!value.ordered) entries.sort(([a], [b]) => order(a, b));
  return new Dict(entries, value.ordered);
}
