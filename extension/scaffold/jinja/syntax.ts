import type { Value } from './values';

// The tree that the parser makes. A kind of statement or expression is one interface here, one function in the parser
// and one case in the evaluator. Lines are one-based.

export type Expression =
  | { kind: 'constant'; line: number; value: Value }
  | { kind: 'name'; line: number; name: string }
  | { kind: 'tuple' | 'list'; line: number; items: Expression[] }
  | { kind: 'dict'; line: number; entries: [Expression, Expression][] }
  | { kind: 'attribute'; line: number; object: Expression; name: string }
  | { kind: 'item'; line: number; object: Expression; index: Expression }
  | {
      kind: 'slice';
      line: number;
      object: Expression;
      start?: Expression;
      stop?: Expression;
      step?: Expression;
    }
  | { kind: 'call'; line: number; callee: Expression; args: CallArguments }
  | { kind: 'filter'; line: number; input: Expression; name: string; args: CallArguments }
  | { kind: 'test'; line: number; input: Expression; name: string; args: CallArguments }
  | { kind: 'unary'; line: number; operator: '-' | '+' | 'not'; operand: Expression }
  | { kind: 'binary'; line: number; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'logic'; line: number; operator: 'and' | 'or'; left: Expression; right: Expression }
  | {
      kind: 'compare';
      line: number;
      first: Expression;
      rest: { operator: Comparison; operand: Expression }[];
    }
  | { kind: 'concat'; line: number; parts: Expression[] }
  | { kind: 'choice'; line: number; condition: Expression; yes: Expression; no: Expression | undefined };

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface CallArguments {
  positional: Expression[];
  named: [string, Expression][];
  /** `*list` and `**dict`, which come last. */
  spread?: Expression;
  spreadNamed?: Expression;
}

/** What `set`, `for` and `with` assign to; an attribute is one of a namespace. */
export type Target =
  | { kind: 'name'; name: string }
  | { kind: 'attribute'; object: string; name: string }
  | { kind: 'tuple'; targets: Target[] };

/** Leaves a loop, or what is left of one round of it. */
export type Jump = 'break' | 'continue';

export type Statement =
  | { kind: 'text'; line: number; text: string }
  | { kind: 'print'; line: number; expressions: Expression[] }
  | {
      kind: 'if';
      line: number;
      branches: { condition: Expression; body: Statement[] }[];
      otherwise: Statement[];
    }
  | ForStatement
  | { kind: 'do'; line: number; expression: Expression }
  | { kind: 'jump'; line: number; jump: Jump }
  | { kind: 'set'; line: number; target: Target; expression: Expression }
  | { kind: 'setBlock'; line: number; target: Target; body: Statement[]; filter: FilterChain }
  | { kind: 'with'; line: number; values: [Target, Expression][]; body: Statement[] }
  | { kind: 'filter'; line: number; filter: FilterChain; body: Statement[] }
  | { kind: 'autoescape'; line: number; on: Expression; body: Statement[] }
  | { kind: 'macro'; line: number; macro: MacroBody }
  | { kind: 'call'; line: number; call: Expression & { kind: 'call' }; caller: MacroBody }
  | BlockStatement
  | { kind: 'extends'; line: number; template: Expression }
  | { kind: 'include'; line: number; template: Expression; ignoreMissing: boolean; withContext: boolean }
  | { kind: 'import'; line: number; template: Expression; name: string; withContext: boolean }
  | {
      kind: 'from';
      line: number;
      template: Expression;
      /** What is taken from the other template, and the name that it gets here. */
      names: [string, string][];
      withContext: boolean;
    }
  | NowStatement;

export interface ForStatement {
  kind: 'for';
  line: number;
  target: Target;
  iterable: Expression;
  condition: Expression | undefined;
  recursive: boolean;
  body: Statement[];
  otherwise: Statement[];
}

export interface BlockStatement {
  kind: 'block';
  line: number;
  name: string;
  scoped: boolean;
  required: boolean;
  body: Statement[];
}

/** cookiecutter's own tag: the time in a zone, moved by an offset such as `days=2`, in a format of strftime. */
export interface NowStatement {
  kind: 'now';
  line: number;
  zone: Expression;
  offset: { sign: '+' | '-'; by: Expression } | undefined;
  format: Expression | undefined;
}

/** A macro, or what a call block hands to one as its caller. */
export interface MacroBody {
  /** None for a caller. */
  name: string | undefined;
  parameters: { name: string; otherwise: Expression | undefined }[];
  body: Statement[];
  /** Which of the special names the body uses; without them, arguments to spare are refused. */
  uses: { caller: boolean; kwargs: boolean; varargs: boolean };
}

/** Filters to put on a text that is not an expression. */
export type FilterChain = { line: number; name: string; args: CallArguments }[];

/** Whether a variable's name stands anywhere in a part of the tree. */
export function mentions(part: unknown, name: string): boolean {
  if (Array.isArray(part)) return part.some((inner) => mentions(inner, name));
  if (typeof part !== 'object' || part === null) return false;
  if ('kind' in part && part.kind === 'name' && 'name' in part && part.name === name) return true;
  return Object.values(part).some((inner) => mentions(inner, name));
}
