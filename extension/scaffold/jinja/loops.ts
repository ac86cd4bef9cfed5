import type { Evaluator } from './evaluator';
import { inner, type Frame } from './frame';
import { Loop } from './loop';
import { iterate, length } from './operators';
import { Iterator } from './values';
import { type ForStatement } from './syntax';
import type { Value } from './values';

/** Runs a for loop. */
export function runLoop(evaluator: Evaluator, statement: ForStatement, frame: Frame): void {
  const { expressions } = evaluator;
  const items = expressions.evaluate(statement.iterable, frame.scope);
  expressions.line = statement.line;
  loopOver(evaluator, statement, items, frame, 0);
}

function loopOver(
  evaluator: Evaluator,
  statement: ForStatement,
  items: Value,
  frame: Frame,
  depth: number,
): void {
  const { target, condition } = statement;
  const again = (others: Value): Value => {
    const { expressions, budget } = evaluator;
    const { line } = expressions;
    budget.enter();
    const text = evaluator.captured((output) => {
      loopOver(evaluator, statement, others, { ...frame, output }, depth + 1);
    });
    budget.leave();
    expressions.line = line;
    return text;
  };
  const entries = iterate(items, evaluator.budget);
  const known = condition || items instanceof Iterator ? undefined : length(items);
  const loop = new Loop(
    condition ? passing(evaluator, statement, entries, frame) : entries,
    known,
    depth,
    statement.recursive ? again : undefined,
  );
  let value = loop.advance();
  if (value === undefined) {
    evaluator.run(statement.otherwise, inner(frame));
    return;
  }
  for (; value !== undefined; value = loop.advance()) {
    evaluator.budget.step();
    const body = inner(frame);
    body.scope.set('loop', loop);
    evaluator.assign(target, value, body);
    if (evaluator.run(statement.body, body) === 'break') return;
  }
}

/** The entries for which the condition behind `if` holds, asked one by one as the loop goes on. */
function* passing(
  evaluator: Evaluator,
  { target, condition }: ForStatement,
  entries: Iterable<Value>,
  frame: Frame,
): Generator<Value, void> {
  for (const value of entries) {
    const test = inner(frame);
    evaluator.assign(target, value, test);
    if (!condition || evaluator.expressions.holds(condition, test.scope)) yield value;
  }
}
