import { short } from './results';

/** Charts as SVG, readable on light and dark pages: each brings its own background. */

const WIDTH = 760;
const LEFT = 290;
const RIGHT = 150;
const TOP = 58;
const ROW = 30;
const STYLE = [
  'text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }',
  '.title { font-size: 15px; font-weight: 600 }',
  '.quiet { fill: #59636e }',
  '.page { fill: #ffffff; stroke: #d1d9e0 }',
  '.line { stroke: #d1d9e0 }',
  '.bound { stroke: #cf222e; stroke-dasharray: 4 3 }',
  '.other { fill: #8c959f }',
  '.own { fill: #0969da }',
  '.range { stroke: #0969da; stroke-width: 2 }',
  '@media (prefers-color-scheme: dark) {',
  'text { fill: #f0f6fc } .quiet { fill: #9198a1 } .page { fill: #0d1117; stroke: #3d444d }',
  '.line { stroke: #3d444d } .bound { stroke: #f85149 } .other { fill: #656c76 } .own { fill: #4493f8 }',
  '.range { stroke: #4493f8 }',
  '}',
].join('\n');

export interface Bar {
  label: string;
  value: number;
  /** Behind the value. */
  note: string;
  isOwn: boolean;
}

/** Horizontal bars from 0, the longest of which is as long as there is room. */
export function barChart(title: string, subtitle: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ label, value, note, isOwn }, index) => {
    const y = TOP + index * ROW;
    const length = Math.max(1, ((WIDTH - LEFT - RIGHT) * value) / most);
    return [
      text(LEFT - 10, y + 15, label, 'end'),
      `<rect class="${isOwn ? 'own' : 'other'}" x="${LEFT}" y="${y}" width="${round(length)}" height="20" rx="2"/>`,
      text(LEFT + length + 8, y + 15, `${thousands(value)}${note}`, 'start', isOwn ? '' : 'quiet'),
    ].join('\n');
  });
  return svg(title, subtitle, TOP + bars.length * ROW + 8, rows);
}

export interface Spread {
  label: string;
  /** Ascending, in milliseconds, each with its name. */
  points: readonly { name: string; value: number }[];
}

/** Latencies on a logarithmic scale of whole decades, and a bound. */
export function spreadChart(
  title: string,
  subtitle: string,
  spreads: readonly Spread[],
  bound: number,
): string {
  const values = [bound, ...spreads.flatMap(({ points }) => points.map(({ value }) => value))];
  const first = Math.floor(Math.log10(Math.min(...values)));
  const decades = Math.ceil(Math.log10(Math.max(...values))) - first;
  const room = WIDTH - LEFT - 50;
  const at = (value: number): number => LEFT + (room * (Math.log10(value) - first)) / decades;
  const rowHeight = 54;
  const bottom = TOP + spreads.length * rowHeight + 4;
  const scale = Array.from({ length: decades + 1 }, (_, index) => {
    const power = 10 ** (first + index);
    const x = round(at(power));
    const line = `<line class="line" x1="${x}" y1="${TOP - 4}" x2="${x}" y2="${bottom}"/>`;
    return `${line}\n${text(x, bottom + 18, `${Number(power.toPrecision(1))} ms`, 'middle', 'quiet')}`;
  });
  const limit = round(at(bound));
  scale.push(`<line class="bound" x1="${limit}" y1="${TOP - 4}" x2="${limit}" y2="${bottom}"/>`);
  const rows = spreads.map(({ label, points }, index) => {
    const y = TOP + index * rowHeight + 18;
    const [least, most] = [points[0]?.value ?? 1, points.at(-1)?.value ?? 1];
    const dots = points.map(
      ({ value }) => `<circle class="own" cx="${round(at(value))}" cy="${y}" r="4.5"/>`,
    );
    // One line for all of them: points may lie close together.
    const words = points.map(({ name, value }) => `${name} ${short(value)}`).join(', ');
    const isRight = at(least) > LEFT + room / 2;
    const caption = text(isRight ? at(most) : at(least), y + 20, words, isRight ? 'end' : 'start', 'quiet');
    const range = `<line class="range" x1="${round(at(least))}" y1="${y}" x2="${round(at(most))}" y2="${y}"/>`;
    return [text(LEFT - 50, y + 5, label, 'end'), range, ...dots, caption].join('\n');
  });
  return svg(title, subtitle, bottom + 30, [...scale, ...rows]);
}

function svg(title: string, subtitle: string, height: number, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>\n${STYLE}\n</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
    `<text class="title" x="16" y="26">${escaped(title)}</text>`,
    text(16, 44, subtitle, 'start', 'quiet'),
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end',
  className = '',
): string {
  const name = className === '' ? '' : ` class="${className}"`;
  return `<text${name} x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
