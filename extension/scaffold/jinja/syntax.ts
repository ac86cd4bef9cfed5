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

/** What `set` and `for` assign to. */
export type Target = { kind: 'name'; name: string } | { kind: 'tuple'; targets: Target[] };

export type Statement =
  | { kind: 'text'; line: number; text: string }
  | { kind: 'print'; line: number; expression: Expression }
  | {
      kind: 'if';
      line: number;
      branches: { condition: Expression; body: Statement[] }[];
      otherwise: Statement[];
    }
  | ForStatement
  | { kind: 'set'; line: number; target: Target; expression: Expression }
  | { kind: 'setBlock'; line: number; target: Target; body: Statement[]; filter: FilterChain };

export interface ForStatement {
  kind: 'for';
  line: number;
  target: Target;
  iterable: Expression;
  condition: Expression | undefined;
  body: Statement[];
  otherwise: Statement[];
}

/** Filters to put on a text that is not an expression. */
export type FilterChain = { line: number; name: string; args: CallArguments }[];
