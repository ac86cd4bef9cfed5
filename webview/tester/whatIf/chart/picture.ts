import type { Ink, Scene, Shape } from './scene';

/** Twice as many pixels as the page shows, so that the picture is sharp in a report. */
const SHARP = 2;

/**
 * Paints a chart and gives it as a PNG in base64.
 *
 * @param colours what each ink is on this page, and `paper` for what is behind.
 */
export function pictureOf(
  { width, height, shapes }: Scene,
  colours: { ink: (ink: Ink) => string; paper: string; font: string },
): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width * SHARP, height * SHARP];
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser has no canvas.');
  pen.scale(SHARP, SHARP);
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, width, height);
  pen.font = `11px ${colours.font}`;
  for (const shape of shapes) {
    pen.strokeStyle = pen.fillStyle = colours.ink(shape.ink);
    paint(pen, shape);
  }
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function paint(pen: CanvasRenderingContext2D, shape: Shape): void {
  switch (shape.shape) {
    case 'line': {
      pen.lineWidth = shape.wide ? 2 : 1;
      pen.setLineDash(shape.dashed ? [6, 4] : []);
      pen.beginPath();
      for (const [x, y] of shape.points) pen.lineTo(x, y);
      pen.stroke();
      return;
    }
    case 'dot':
      pen.lineWidth = 2;
      pen.setLineDash([]);
      pen.beginPath();
      pen.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI);
      if (shape.hollow) pen.stroke();
      else pen.fill();
      return;
    case 'text':
      pen.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      pen.fillText(shape.text, shape.x, shape.y);
  }
}
