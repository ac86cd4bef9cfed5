import { attribute, item, slice } from './attributes';
import { FILTERS } from './filters';
import { globalValue } from './globals';
import { type Budget } from './limits';
import { calculate, compare, concatenate, iterate, negate, truthy, weight } from './operators';
import { unsupported, wrong } from './problem';
import type { Runtime } from './runtime';
import type { Scope } from './scope';
import { joinMarkup } from './escaping';
import type { CallArguments, Expression } from './syntax';
import { TESTS } from './tests';
import {
  Callable,
  Dict,
  List,
  Structure,
  Tuple,
  Undefined,
  typeName,
  type Arguments,
  type Value,
} from './values';

/** Evaluates the expressions of one template; `line` says where, when something throws. */
export class Expressions implements Runtime {
  readonly budget: Budget;
  /** Whether what is printed is escaped just now. */
  autoescape: boolean;
  file = '';
  line = 1;

  readonly newline: string;

  constructor(budget: Budget, autoescape: boolean, newline: string) {
    this.budget = budget;
    this.newline = newline;
    this.autoescape = autoescape;
  }

  evaluate(node: Expression, scope: Scope): Value {
    this.budget.step();
    this.budget.enter();
    const value = this.#value(node, scope);
    this.budget.leave();
    return value;
  }

  /** Whether a condition holds. */
  holds(node: Expression, scope: Scope): boolean {
    const value = this.evaluate(node, scope);
    this.line = node.line;
    return truthy(value);
  }

  filter(name: string, input: Value, args: Arguments): Value {
    const filter = FILTERS.get(name);
    if (!filter) throw unsupported(`the filter '${name}'`);
    this.budget.step(1 + weight(input));
    return filter(input, args, this);
  }

  test(name: string, input: Value, args: Arguments): boolean {
    const test = TESTS.get(name);
    if (!test) throw unsupported(`the test '${name}'`);
    this.budget.step(1 + weight(input));
    return test(input, args, this);
  }

  arguments(args: CallArguments, scope: Scope): Arguments {
    const positional = args.positional.map((argument) => this.evaluate(argument, scope));
    const named = new Map(args.named.map(([name, value]) => [name, this.evaluate(value, scope)]));
    if (args.spread) {
      for (const value of iterate(this.evaluate(args.spread, scope), this.budget)) positional.push(value);
    }
    if (args.spreadNamed) {
      const more = this.evaluate(args.spreadNamed, scope);
      if (!(more instanceof Dict)) throw wrong(`** needs a dict, not a ${typeName(more)}`);
      for (const [key, value] of more.entries()) {
        if (typeof key !== 'string') throw wrong('the name of an argument must be a text');
        named.set(key, value);
      }
    }
    return { positional, named };
  }

  /** @param more arguments with names, beside those that the call has. */
  call(
    node: Expression & { kind: 'call' },
    scope: Scope,
    more: readonly (readonly [string, Value])[] = [],
  ): Value {
    const callee = this.evaluate(node.callee, scope);
    const { positional, named } = this.arguments(node.args, scope);
    const args = { positional, named: new Map([...named, ...more]) };
    this.line = node.line;
    const size = positional.reduce((sum: number, value) => sum + weight(value), 1);
    if (callee instanceof Callable) {
      this.budget.step(callee.weight + size);
      return callee.call(args, this.budget);
    }
    if (callee instanceof Undefined) throw callee.problem();
    if (!(callee instanceof Structure) || !callee.call) {
      throw wrong(`a ${typeName(callee)} cannot be called`);
    }
    this.budget.step(size);
    return callee.call(args, this.budget);
  }

  #value(node: Expression, scope: Scope): Value {
    // Children first, then the line: a problem is reported where the operation stands.
    const at = (line: number) => {
      this.line = line;
    };
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'name': {
        at(node.line);
        const value = scope.find(node.name);
        if (value !== undefined) return value;
        return globalValue(node.name) ?? new Undefined(`'${node.name}' is undefined`);
      }
      case 'tuple':
        return new Tuple(node.items.map((entry) => this.evaluate(entry, scope)));
      case 'list':
        return new List(node.items.map((entry) => this.evaluate(entry, scope)));
      case 'dict': {
        const entries = node.entries.map(([key, value]): [Value, Value] => [
          this.evaluate(key, scope),
          this.evaluate(value, scope),
        ]);
        at(node.line);
        return new Dict(entries);
      }
      case 'attribute': {
        const object = this.evaluate(node.object, scope);
        at(node.line);
        return attribute(object, node.name);
      }
      case 'item': {
        const object = this.evaluate(node.object, scope);
        const index = this.evaluate(node.index, scope);
        at(node.line);
        // Finding the characters of a text takes going through it; the entries of a list are at hand.
        if (typeof object === 'string') this.budget.step(weight(object));
        return item(object, index);
      }
      case 'slice': {
        const object = this.evaluate(node.object, scope);
        const [start = null, stop = null, step = null] = [node.start, node.stop, node.step].map((bound) =>
          bound ? this.evaluate(bound, scope) : null,
        );
        at(node.line);
        this.budget.step(weight(object));
        return slice(object, start, stop, step, this.budget);
      }
      case 'call':
        return this.call(node, scope);
      case 'filter': {
        const input = this.evaluate(node.input, scope);
        const args = this.arguments(node.args, scope);
        at(node.line);
        return this.filter(node.name, input, args);
      }
      case 'test': {
        const input = this.evaluate(node.input, scope);
        const args = this.arguments(node.args, scope);
        at(node.line);
        return this.test(node.name, input, args);
      }
      case 'unary': {
        const operand = this.evaluate(node.operand, scope);
        at(node.line);
        return node.operator === 'not' ? !truthy(operand) : negate(node.operator, operand);
      }
      case 'binary': {
        const left = this.evaluate(node.left, scope);
        const right = this.evaluate(node.right, scope);
        at(node.line);
        this.budget.step(weight(left) + weight(right));
        return calculate(node.operator, left, right, this.budget);
      }
      case 'logic': {
        const left = this.evaluate(node.left, scope);
        at(node.line);
        return truthy(left) === (node.operator === 'or') ? left : this.evaluate(node.right, scope);
      }
      case 'compare': {
        let left = this.evaluate(node.first, scope);
        for (const { operator, operand } of node.rest) {
          const right = this.evaluate(operand, scope);
          at(operand.line);
          this.budget.step(weight(left) + weight(right));
          if (!compare(operator, left, right, this.budget)) return false;
          left = right;
        }
        return true;
      }
      case 'concat': {
        const parts = node.parts.map((part) => this.evaluate(part, scope));
        at(node.line);
        return this.autoescape ? joinMarkup(parts, this.budget) : concatenate(parts, this.budget);
      }
      case 'choice':
        if (this.holds(node.condition, scope)) return this.evaluate(node.yes, scope);
        if (node.no) return this.evaluate(node.no, scope);
        return new Undefined('the inline if is false and has no else', true);
    }
  }
}
