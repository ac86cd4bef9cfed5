import { Expressions } from './expressions';
import type { Budget } from './limits';
import { iterate } from './operators';
import { print } from './printing';
import { TemplateProblem, wrong } from './problem';
import { Loop, Scope } from './scope';
import type { ForStatement, Statement, Target } from './syntax';
import type { Value } from './values';

/** The most text that one template may render to, in characters. */
const LONGEST_OUTPUT = 20_000_000;

/** Runs the statements of one template and collects what they print. */
export class Evaluator {
  readonly #expressions: Expressions;
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#expressions = new Expressions(budget);
  }

  /** Where it is, for a problem that carries no line. */
  get line(): number {
    return this.#expressions.line;
  }

  run(statements: readonly Statement[], scope: Scope): string {
    const output = new Output(this.#budget);
    this.#statements(statements, scope, output);
    return output.text;
  }

  #statements(statements: readonly Statement[], scope: Scope, output: Output): void {
    for (const statement of statements) {
      this.#budget.step();
      this.#statement(statement, scope, output);
    }
  }

  #statement(statement: Statement, scope: Scope, output: Output): void {
    const expressions = this.#expressions;
    expressions.line = statement.line;
    switch (statement.kind) {
      case 'text':
        output.add(statement.text);
        break;
      case 'print': {
        const value = expressions.evaluate(statement.expression, scope);
        expressions.line = statement.expression.line;
        output.add(print(value));
        break;
      }
      case 'if': {
        const taken = statement.branches.find(({ condition }) => expressions.holds(condition, scope));
        this.#statements(taken?.body ?? statement.otherwise, scope, output);
        break;
      }
      case 'for':
        this.#for(statement, scope, output);
        break;
      case 'set':
        this.#assign(statement.target, expressions.evaluate(statement.expression, scope), scope);
        break;
      case 'setBlock': {
        let value: Value = this.run(statement.body, new Scope(scope));
        for (const { line, name, args } of statement.filter) {
          const evaluated = expressions.arguments(args, scope);
          expressions.line = line;
          value = expressions.filter(name, value, evaluated);
        }
        this.#assign(statement.target, value, scope);
        break;
      }
    }
  }

  #for(statement: ForStatement, scope: Scope, output: Output): void {
    const { target, condition, body } = statement;
    const iterable = this.#expressions.evaluate(statement.iterable, scope);
    this.#expressions.line = statement.line;
    const items: Value[] = [];
    for (const value of iterate(iterable, this.#budget)) {
      if (condition) {
        const inner = new Scope(scope);
        this.#assign(target, value, inner);
        if (!this.#expressions.holds(condition, inner)) continue;
      }
      items.push(value);
    }
    if (items.length === 0) {
      this.#statements(statement.otherwise, new Scope(scope), output);
      return;
    }
    const loop = new Loop(items);
    for (const value of items) {
      this.#budget.step();
      loop.advance();
      const inner = new Scope(scope);
      inner.set('loop', loop);
      this.#assign(target, value, inner);
      this.#statements(body, inner, output);
    }
  }

  #assign(target: Target, value: Value, scope: Scope): void {
    if (target.kind === 'name') {
      scope.set(target.name, value);
      return;
    }
    const parts = Array.from(iterate(value, this.#budget));
    const { targets } = target;
    if (parts.length !== targets.length) {
      throw wrong(`${targets.length} names cannot take ${parts.length} values`);
    }
    for (const [at, inner] of targets.entries()) this.#assign(inner, parts[at] ?? null, scope);
  }
}

/** The text that a template has printed so far. */
class Output {
  readonly #budget: Budget;
  readonly #parts: string[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  add(text: string): void {
    this.#budget.size(text.length);
    this.#length += text.length;
    if (this.#length > LONGEST_OUTPUT) {
      throw new TemplateProblem('limit', 'the template prints too much text');
    }
    this.#parts.push(text);
  }

  get text(): string {
    return this.#parts.join('');
  }
}
