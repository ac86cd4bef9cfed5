import type { Context } from './context';
import type { Output } from './output';
import { Scope } from './scope';

/** Where a statement runs. */
export interface Frame {
  readonly scope: Scope;
  readonly output: Output;
  readonly context: Context;
  /** Whether names set here are the template's own, which blocks see and which it exports. */
  readonly top: boolean;
  /** Whether what is printed here goes straight to the template's text, not to a block, a macro or a variable. */
  readonly root: boolean;
}

/** A frame whose names do not leave it. */
export function inner(frame: Frame): Frame {
  return { ...frame, scope: new Scope(frame.scope), top: false };
}
