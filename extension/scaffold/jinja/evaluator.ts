import { Blocks } from './blocks';
import type { Environment } from './environment';
import { escapeValue, escaped } from './escaping';
import { Expressions } from './expressions';
import { inner, type Frame } from './frame';
import { Context } from './context';
import { Library, type NamedTemplate } from './library';
import type { Budget } from './limits';
import { runLoop } from './loops';
import { defineMacro, runCall } from './macros';
import { now } from './now';
import { iterate, truthy } from './operators';
import { Output } from './output';
import { print } from './printing';
import { wrong } from './problem';
import { type Scope } from './scope';
import { Namespace } from './namespace';
import type { FilterChain, Jump, Statement, Target } from './syntax';
import { Templates } from './templates';
import { Markup, type Value } from './values';

/** Runs the statements of templates and collects what they print. */
export class Evaluator {
  readonly expressions: Expressions;
  readonly budget: Budget;
  readonly environment: Environment;
  readonly #templates: Templates;
  readonly #blocks = new Blocks(this);

  constructor(budget: Budget, environment: Environment) {
    this.budget = budget;
    this.environment = environment;
    this.expressions = new Expressions(budget, environment.autoescape, environment.syntax.newlineSequence);
    this.#templates = new Templates(this, new Library(environment));
  }

  /** Renders a template with the names of a scope, and those that it extends in its place. */
  render(template: NamedTemplate, scope: Scope): { text: string; context: Context } {
    const output = new Output(this.budget);
    const context = new Context(scope);
    context.add(template);
    scope.set('self', this.#blocks.reference(context));
    this.budget.enter();
    for (let next: NamedTemplate | undefined = template; next; next = context.parent) {
      context.parent = undefined;
      const { file, statements } = next;
      this.inFile(file, () => {
        this.run(statements, { scope, output, context, top: true, root: true });
      });
    }
    this.budget.leave();
    return { text: output.text, context };
  }

  /** Runs something of another template; a problem in it keeps that template's name. */
  inFile<T>(file: string, run: () => T): T {
    const { file: outer, line } = this.expressions;
    this.expressions.file = file;
    const result = run();
    this.expressions.file = outer;
    this.expressions.line = line;
    return result;
  }

  /** @returns the jump that ended the statements early, for the loop around them. */
  run(statements: readonly Statement[], frame: Frame): Jump | undefined {
    let jump: Jump | undefined;
    this.budget.enter();
    for (const statement of statements) {
      this.budget.step();
      jump = this.#statement(statement, frame);
      if (jump) break;
    }
    this.budget.leave();
    return jump;
  }

  /** What a body prints, as a value. */
  capture(statements: readonly Statement[], frame: Omit<Frame, 'output'>): Value {
    return this.captured((output) => {
      this.run(statements, { ...frame, output });
    });
  }

  /** What `run` prints, as a value. */
  captured(run: (output: Output) => void): Value {
    const output = new Output(this.budget);
    run(output);
    this.budget.size(output.length);
    return this.expressions.autoescape ? new Markup(output.text) : output.text;
  }

  assign(target: Target, value: Value, frame: Frame): void {
    if (target.kind === 'name') {
      frame.scope.set(target.name, value);
      if (frame.top && !target.name.startsWith('_')) frame.context.exported.add(target.name);
      return;
    }
    if (target.kind === 'attribute') {
      const space = frame.scope.find(target.object);
      if (!(space instanceof Namespace)) {
        throw wrong(`'${target.object}' is no namespace, its attributes stay`);
      }
      space.values.set(target.name, value);
      return;
    }
    const parts = Array.from(iterate(value, this.budget));
    const { targets } = target;
    if (parts.length !== targets.length) {
      throw wrong(`${targets.length} names cannot take ${parts.length} values`);
    }
    for (const [at, inner] of targets.entries()) this.assign(inner, parts[at] ?? null, frame);
  }

  #statement(statement: Statement, frame: Frame): Jump | undefined {
    const { expressions } = this;
    const { scope, output } = frame;
    expressions.line = statement.line;
    switch (statement.kind) {
      case 'text':
        if (!isReplaced(frame)) output.add(statement.text);
        break;
      case 'print':
        if (isReplaced(frame)) break;
        for (const expression of statement.expressions) {
          const value = expressions.evaluate(expression, scope);
          expressions.line = expression.line;
          output.add(expressions.autoescape ? escapeValue(value).text : print(value));
        }
        break;
      case 'if': {
        const taken = statement.branches.find(({ condition }) => expressions.holds(condition, scope));
        return this.run(taken?.body ?? statement.otherwise, frame);
      }
      case 'for':
        runLoop(this, statement, frame);
        break;
      case 'do':
        expressions.evaluate(statement.expression, scope);
        break;
      case 'jump':
        return statement.jump;
      case 'set':
        this.assign(statement.target, expressions.evaluate(statement.expression, scope), frame);
        break;
      case 'setBlock': {
        const body = this.capture(statement.body, { ...inner(frame), root: false });
        this.assign(statement.target, this.#filtered(body, statement.filter, frame), frame);
        break;
      }
      case 'filter': {
        const body = this.capture(statement.body, inner(frame));
        output.add(print(this.#filtered(body, statement.filter, frame)));
        break;
      }
      case 'with': {
        const within = inner(frame);
        for (const [target, value] of statement.values) {
          this.assign(target, expressions.evaluate(value, scope), within);
        }
        return this.run(statement.body, within);
      }
      case 'autoescape': {
        const outer = expressions.autoescape;
        expressions.autoescape = truthy(expressions.evaluate(statement.on, scope));
        const jump = this.run(statement.body, inner(frame));
        expressions.autoescape = outer;
        return jump;
      }
      case 'macro':
        this.assign({ kind: 'name', name: statement.macro.name ?? '' }, defineMacro(this, statement.macro, frame), frame); // prettier-ignore
        break;
      case 'call':
        output.add(print(runCall(this, statement.call, statement.caller, frame)));
        break;
      case 'block':
        this.#blocks.run(statement, frame);
        break;
      case 'extends':
        this.#templates.extend(statement.template, frame);
        break;
      case 'include':
        this.#templates.include(statement, frame);
        break;
      case 'import':
        this.#templates.import(statement, frame);
        break;
      case 'from':
        this.#templates.importNames(statement, frame);
        break;
      case 'now': {
        const text = now(statement, (part) => expressions.evaluate(part, scope), this.environment);
        if (!isReplaced(frame)) output.add(escaped(text, expressions.autoescape));
        break;
      }
    }
    return undefined;
  }

  #filtered(body: Value, filters: FilterChain, { scope }: Frame): Value {
    let value = body;
    for (const { line, name, args } of filters) {
      const evaluated = this.expressions.arguments(args, scope);
      this.expressions.line = line;
      value = this.expressions.filter(name, value, evaluated);
    }
    return value;
  }
}

/** Whether the template has extended another one, which prints in its place. */
function isReplaced({ root, context }: Frame): boolean {
  return root && context.parent !== undefined;
}
