import { isRecord } from '../../contract/version';

/** What the building of an image tells while it goes on. */
export type BuildEvent =
  /** A step of the Dockerfile begins; steps are counted from 1. */
  | { type: 'step'; step: number; steps: number; instruction: string }
  /** A layer of the base image comes; bytes as far as the engine knows them. */
  | { type: 'layer'; layer: string; state: string; done?: number; total?: number }
  /** A line that a step writes. */
  | { type: 'output'; line: string };

/** What the engine tells besides, of use to whoever builds. */
export type BuildNote =
  | { type: 'cached' }
  /** An image that a step gave: one of its own, or for FROM and a step that was cached one that was there before. */
  | { type: 'image'; id: string }
  | { type: 'container'; id: string }
  | { type: 'failed'; message: string };

/**
 * Reads one message of the engine's answer to a build: a JSON object with `stream`, `status` or `error`, as its API
 * describes it; Podman writes its steps a little differently.
 *
 * @returns what it says, in order; nothing for what tells nothing new.
 */
export function readBuildMessage(message: unknown): (BuildEvent | BuildNote)[] {
  if (!isRecord(message)) return [];
  const { stream, status, error } = message;
  if (typeof error === 'string') return [{ type: 'failed', message: error }];
  if (typeof stream === 'string') return linesOf(stream).map(readLine);
  return typeof status === 'string' ? readStatus(message, status) : [];
}

function linesOf(text: string): string[] {
  // eslint-disable-next-line no-control-regex -- the engine colours what a step writes to stderr
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '');
  return plain
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => !/^(?: --->|Removing intermediate container .*)?$/.test(line));
}

function readLine(line: string): BuildEvent | BuildNote {
  const step = /^(?:\[\d+\/\d+\] )?step (\d+)\/(\d+) ?: (.*)$/i.exec(line);
  if (step) {
    const [, number, steps, instruction = ''] = step;
    return { type: 'step', step: Number(number), steps: Number(steps), instruction: oneLine(instruction) };
  }
  if (/^ ?-+> Using cache\b/i.test(line)) return { type: 'cached' };
  const container = /^ ---> Running in ([0-9a-f]{12,64})$/.exec(line)?.[1];
  if (container !== undefined) return { type: 'container', id: container };
  const image = /^ ?-+> ([0-9a-f]{7,64})$/.exec(line)?.[1];
  return image === undefined ? { type: 'output', line } : { type: 'image', id: image };
}

function readStatus(message: Record<string, unknown>, status: string): BuildEvent[] {
  const { id, progressDetail } = message;
  if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id)) return [{ type: 'output', line: status }];
  const { current, total } = isRecord(progressDetail) ? progressDetail : {};
  return [
    {
      type: 'layer',
      layer: id,
      state: status,
      ...(typeof current === 'number' && { done: current }),
      ...(typeof total === 'number' && { total }),
    },
  ];
}

/** An instruction as people read it, without what continues its lines. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The beginning of an instruction: those of a Dockerfile may be whole programs. */
export function shortened(instruction: string, length = 70): string {
  return instruction.length <= length ? instruction : `${instruction.slice(0, length - 2)} …`;
}

/** Whether an instruction takes an image as its base. */
export function isFrom(instruction: string): boolean {
  return /^FROM\b/i.test(instruction);
}
