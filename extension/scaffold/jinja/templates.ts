import type { Evaluator } from './evaluator';
import type { Frame } from './frame';
import type { Library, NamedTemplate } from './library';
import { TemplateProblem, wrong } from './problem';
import { Scope } from './scope';
import type { Expression, Statement } from './syntax';
import { Structure, Undefined, type Value } from './values';

/** The statements by which templates use each other. */
export class Templates {
  readonly #evaluator: Evaluator;
  readonly #library: Library;
  /** Modules imported without context, which are made once. */
  readonly #modules = new Map<string, Module>();

  constructor(evaluator: Evaluator, library: Library) {
    this.#evaluator = evaluator;
    this.#library = library;
  }

  extend(name: Expression, frame: Frame): void {
    const { context } = frame;
    if (!frame.top) throw new TemplateProblem('syntax', "'extends' does not stand inside another tag");
    if (context.parent) throw wrong('the template extends two others');
    const parent = this.#library.get(this.#evaluate(name, frame), this.#evaluator.budget);
    context.add(parent);
    // A template that extends itself would go on without end.
    this.#evaluator.budget.step(100);
    context.parent = parent;
  }

  include(statement: Statement & { kind: 'include' }, frame: Frame): void {
    const name = this.#evaluate(statement.template, frame);
    const { budget } = this.#evaluator;
    const template = statement.ignoreMissing
      ? this.#library.find(name, budget)
      : this.#library.get(name, budget);
    if (!template) return;
    const scope = new Scope(statement.withContext ? frame.scope : undefined);
    frame.output.add(this.#evaluator.render(template, scope).text);
  }

  import(statement: Statement & { kind: 'import' }, frame: Frame): void {
    const module = this.#module(statement.template, statement.withContext, frame);
    this.#define(statement.name, module, frame);
  }

  importNames(statement: Statement & { kind: 'from' }, frame: Frame): void {
    const module = this.#module(statement.template, statement.withContext, frame);
    for (const [name, as] of statement.names) {
      const value = module.attribute(name);
      const missing = `the template '${module.file}' does not export the requested name '${name}'`;
      this.#define(as, value ?? new Undefined(missing), frame);
    }
  }

  /** What is imported is there for the template's blocks, but it is not exported again. */
  #define(name: string, value: Value, frame: Frame): void {
    frame.scope.set(name, value);
    if (frame.top) frame.context.exported.delete(name);
  }

  #module(name: Expression, withContext: boolean, frame: Frame): Module {
    const template = this.#library.get(this.#evaluate(name, frame), this.#evaluator.budget);
    if (withContext) return this.#load(template, new Scope(frame.scope));
    const known = this.#modules.get(template.file) ?? this.#load(template, new Scope());
    this.#modules.set(template.file, known);
    return known;
  }

  #load(template: NamedTemplate, scope: Scope): Module {
    const { text, context } = this.#evaluator.render(template, scope);
    const own = (name: string) => (context.exported.has(name) ? scope.find(name) : undefined);
    return new Module(template.file, text, own);
  }

  #evaluate(name: Expression, frame: Frame): Value {
    const value = this.#evaluator.expressions.evaluate(name, frame.scope);
    this.#evaluator.expressions.line = name.line;
    return value;
  }
}

/** An imported template: what it set at its top, by name. It prints as its text. */
class Module extends Structure {
  override readonly typeName = 'TemplateModule';
  readonly #printed: string;
  readonly file: string;
  readonly #own: (name: string) => Value | undefined;

  constructor(file: string, text: string, own: (name: string) => Value | undefined) {
    super();
    this.file = file;
    this.#printed = text;
    this.#own = own;
  }

  override get printed(): string {
    return this.#printed;
  }

  override attribute(name: string): Value | undefined {
    return this.#own(name);
  }
}
