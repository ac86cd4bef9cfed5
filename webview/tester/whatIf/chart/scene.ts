import { scaled, shortened, ticksOf, tickText } from './scale';

/** A chart's data: one or more rows over the same values of a column. */
export interface ChartData {
  kind: 'line' | 'categories';
  /** Of the horizontal axis; numbers for a line, else the words of each value. */
  values: readonly (number | string)[];
  series: readonly Series[];
  xTitle: string;
  yTitle: string;
}

export interface Series {
  name: string;
  /** For each value; undefined where there was no score. */
  scores: readonly (number | undefined)[];
  /** Where the row itself stands, as a position among `values` that may lie between two; undefined outside of them. */
  own?: { at: number; score: number };
}

/** Which colour a shape has: one of the series', or that of texts and lines. */
export type Ink = number | 'text' | 'faint' | 'grid';

/** What a chart is drawn of, in pixels from the upper left corner; drawn as SVG and, for a picture, on a canvas. */
export type Shape =
  | {
      shape: 'line';
      points: readonly (readonly [number, number])[];
      ink: Ink;
      dashed?: boolean;
      wide?: boolean;
    }
  | { shape: 'dot'; x: number; y: number; r: number; ink: Ink; hollow?: boolean }
  | { shape: 'text'; x: number; y: number; text: string; anchor: 'start' | 'middle' | 'end'; ink: Ink };

export interface Scene {
  data: ChartData;
  width: number;
  height: number;
  shapes: Shape[];
  /** The horizontal place of each value, for finding the nearest to a pointer. */
  places: number[];
}

const LETTER = 6.3;
const HEIGHT = 220;
const TOP = 22;
const BOTTOM = 40;
/** More marks than this along an axis would run into each other. */
const DOTTED = 40;

/** Lays a chart out in a width; texts are about 11 pixels high. */
export function sceneOf(data: ChartData, width: number): Scene {
  const scores = data.series.flatMap(({ scores, own }) => [
    ...scores.filter((each) => each !== undefined),
    ...(own ? [own.score] : []),
  ]);
  const ticks = ticksOf(Math.min(...scores), Math.max(...scores), 4);
  const range = [ticks[0] ?? 0, ticks.at(-1) ?? 1] as const;
  const labels = ticks.map(tickText);
  const left = 12 + LETTER * Math.max(...labels.map((label) => label.length));
  const right = width - 12;
  const floor = HEIGHT - BOTTOM;
  const y = (score: number): number => scaled(score, range, [floor, TOP]);
  const places = placesOf(data, left, right);
  const shapes: Shape[] = [
    ...ticks.flatMap((tick, index): Shape[] => [
      {
        shape: 'line',
        points: [
          [left, y(tick)],
          [right, y(tick)],
        ],
        ink: 'grid',
      },
      { shape: 'text', x: left - 6, y: y(tick) + 4, text: labels[index] ?? '', anchor: 'end', ink: 'faint' },
    ]),
    ...horizontal(data, { places, left, right, floor }),
    {
      shape: 'text',
      x: 4,
      y: 12,
      text: shortened(data.yTitle, width / LETTER),
      anchor: 'start',
      ink: 'text',
    },
    ...data.series.flatMap((series, index) => drawn(series, index, data, places, y)),
  ];
  return { data, width, height: HEIGHT, shapes, places };
}

function placesOf({ kind, values }: ChartData, left: number, right: number): number[] {
  if (kind === 'line') {
    const numbers = values.map(Number);
    const range = [numbers[0] ?? 0, numbers.at(-1) ?? 1] as const;
    return numbers.map((value) => scaled(value, range, [left + 6, right - 6]));
  }
  const step = (right - left) / values.length;
  return values.map((_, index) => left + step * (index + 0.5));
}

/** The horizontal axis: its words as far as they fit side by side, and its title. */
function horizontal(
  { kind, values, xTitle }: ChartData,
  { places, left, right, floor }: { places: number[]; left: number; right: number; floor: number },
): Shape[] {
  const middle = (left + right) / 2;
  const title: Shape = {
    shape: 'text',
    x: middle,
    y: HEIGHT - 6,
    text: shortened(xTitle, (right - left) / LETTER),
    anchor: 'middle',
    ink: 'text',
  };
  const word = (x: number, text: string): Shape => ({
    shape: 'text',
    x,
    y: floor + 16,
    text,
    anchor: 'middle',
    ink: 'faint',
  });
  if (kind === 'line') {
    const [first, last] = [Number(values[0]), Number(values.at(-1))];
    const ticks = ticksOf(first, last, Math.max(2, Math.floor((right - left) / 45)));
    const inside = ticks.filter((tick) => tick >= first && tick <= last);
    const from = [places[0] ?? left, places.at(-1) ?? right] as const;
    return [...inside.map((tick) => word(scaled(tick, [first, last], from), tickText(tick))), title];
  }
  const room = (right - left) / values.length;
  const letters = Math.max(3, Math.floor(room / LETTER) - 1);
  // Where words do not fit, only every so many-th is written.
  const every = Math.max(1, Math.ceil((3.5 * LETTER) / room));
  const wide = every > 1 ? Math.floor((room * every) / LETTER) - 1 : letters;
  return [
    ...places.flatMap((x, index) =>
      index % every === 0 ? [word(x, shortened(String(values[index]), Math.max(2, wide)))] : [],
    ),
    title,
  ];
}

function drawn(
  { scores, own }: Series,
  ink: number,
  { kind, values }: ChartData,
  places: readonly number[],
  y: (score: number) => number,
): Shape[] {
  const shapes: Shape[] = [];
  const known = scores.flatMap((score, index) =>
    score === undefined ? [] : [[places[index] ?? 0, y(score)] as const],
  );
  if (kind === 'line') shapes.push({ shape: 'line', points: known, ink, wide: true, dashed: ink % 2 === 1 });
  if (kind === 'categories' || values.length <= DOTTED) {
    shapes.push(
      ...known.map(([x, at]): Shape => ({ shape: 'dot', x, y: at, r: kind === 'line' ? 2 : 4, ink })),
    );
  }
  if (own) {
    const x = between(places, own.at);
    shapes.push({ shape: 'dot', x, y: y(own.score), r: 6, ink, hollow: true });
  }
  return shapes;
}

/** The place at a position that may lie between two values. */
function between(places: readonly number[], at: number): number {
  const [low, high] = [places[Math.floor(at)] ?? 0, places[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}
