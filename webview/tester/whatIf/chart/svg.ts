import { make, setAttribute } from '../../dom';
import type { Ink, Scene, Shape } from './scene';

const SVG = 'http://www.w3.org/2000/svg';
/** So many series have a colour of their own in whatIf.css, which knows them by number. */
export const INKS = 6;

/** Draws a chart; what it says is read from elsewhere; its colours are classes, since a page takes no inline style. */
export function svgOf({ width, height, shapes }: Scene): SVGElement {
  const size = { width: String(width), height: String(height), viewBox: `0 0 ${width} ${height}` };
  const svg = element('svg', { class: 'chart', 'aria-hidden': 'true', ...size });
  svg.append(...shapes.map(drawn));
  return svg;
}

function drawn(shape: Shape): SVGElement {
  switch (shape.shape) {
    case 'line':
      return element('polyline', {
        class: `stroke ${inkClass(shape.ink)}${shape.wide ? ' wide' : ''}${shape.dashed ? ' dashed' : ''}`,
        points: shape.points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '),
      });
    case 'dot':
      return element('circle', {
        class: `${shape.hollow ? 'stroke wide' : 'fill'} ${inkClass(shape.ink)}`,
        cx: shape.x.toFixed(1),
        cy: shape.y.toFixed(1),
        r: String(shape.r),
      });
    case 'text': {
      const text = element('text', {
        class: `fill ${inkClass(shape.ink)}`,
        x: shape.x.toFixed(1),
        y: shape.y.toFixed(1),
        'text-anchor': shape.anchor,
      });
      text.textContent = shape.text;
      return text;
    }
  }
}

function inkClass(ink: Ink): string {
  return typeof ink === 'number' ? `ink-${ink % INKS}` : `ink-${ink}`;
}

function element(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) setAttribute(made, key, value);
  return made;
}

/** A line's sample for a legend, in the series' colour. */
export function sample(ink: number): HTMLElement {
  const svg = element('svg', {
    width: '18',
    height: '8',
    viewBox: '0 0 18 8',
    class: 'sample',
    'aria-hidden': 'true',
  });
  svg.append(
    drawn({
      shape: 'line',
      points: [
        [0, 4],
        [18, 4],
      ],
      ink,
      wide: true,
      dashed: ink % 2 === 1,
    }),
  );
  return make('span', {}, svg);
}
