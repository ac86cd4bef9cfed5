import { TemplateProblem } from './problem';
import type { Target } from './syntax';
import type { TokenStream } from './tokenStream';

const CONSTANTS = new Set(['true', 'True', 'false', 'False', 'none', 'None']);

/**
 * A name, or names with commas between, with or without brackets, which take a tuple apart; `withAttributes` also an
 * attribute of a namespace.
 */
export function parseTarget(stream: TokenStream, withAttributes = false): Target {
  const targets: Target[] = [];
  let isTuple = false;
  while (stream.is('name') || stream.operator('(')) {
    if (stream.word('in') && targets.length > 0) break;
    if (stream.skip('operator', '(')) {
      targets.push(stream.nested(() => parseTarget(stream, withAttributes)));
      stream.expect('operator', ')');
    } else {
      const name = parseTargetName(stream);
      targets.push(
        withAttributes && stream.skip('operator', '.')
          ? { kind: 'attribute', object: name, name: stream.expect('name').text }
          : { kind: 'name', name },
      );
    }
    if (!stream.skip('operator', ',')) break;
    isTuple = true;
  }
  const [only] = targets;
  if (!only) throw stream.unexpected('a name');
  return isTuple ? { kind: 'tuple', targets } : only;
}

/** One name that may be assigned to. */
export function parseTargetName(stream: TokenStream): string {
  const { text, line } = stream.expect('name');
  if (CONSTANTS.has(text)) {
    throw new TemplateProblem('syntax', `nothing can be assigned to '${text}'`, line);
  }
  return text;
}
