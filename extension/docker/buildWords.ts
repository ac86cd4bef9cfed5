import { shortened, type BuildEvent } from './buildEvents';

/** How often the bytes that come are told, in milliseconds. */
const INTERVAL = 1000;

export interface BuildReport {
  /** What is going on, in words: a step, or how much of the base image is there. */
  onProgress: (words: string) => void;
  /** A line that a step writes. */
  onOutput: (line: string) => void;
}

/** Tells the events of a build in words: each step once, and the bytes of all layers together, once a second at most. */
export function buildWords({ onProgress, onOutput }: BuildReport): (event: BuildEvent) => void {
  const layers = new Map<string, { done: number; total: number }>();
  let toldAt = 0;
  return (event) => {
    switch (event.type) {
      case 'step':
        onProgress(`Step ${event.step} of ${event.steps}: ${shortened(event.instruction)}`);
        return;
      case 'output':
        onOutput(event.line);
        return;
      case 'layer': {
        const { layer, state, done, total } = event;
        if (state !== 'Downloading' || done === undefined || total === undefined) return;
        layers.set(layer, { done, total });
        if (Date.now() < toldAt + INTERVAL) return;
        toldAt = Date.now();
        onProgress(`The base image: ${sum(layers, 'done')} of ${sum(layers, 'total')} MB`);
      }
    }
  };
}

function sum(layers: ReadonlyMap<string, Record<'done' | 'total', number>>, key: 'done' | 'total'): string {
  const bytes = [...layers.values()].reduce((all, layer) => all + layer[key], 0);
  return (bytes / 1e6).toFixed(0);
}
