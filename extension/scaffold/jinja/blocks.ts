import type { Context } from './context';
import type { Evaluator } from './evaluator';
import type { Frame } from './frame';
import { type Output } from './output';
import { wrong } from './problem';
import { Scope } from './scope';
import type { BlockStatement } from './syntax';
import { Structure, Undefined, type Value } from './values';

/** Renders blocks: the version of the template that extends most, which can call those that it replaces. */
export class Blocks {
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** `{% block %}` where it stands. */
  run(block: BlockStatement, frame: Frame): void {
    const { context } = frame;
    if (frame.top && context.parent) return;
    const versions = context.blocks.get(block.name) ?? [];
    if (block.required && versions.length <= 1) {
      throw wrong(`the required block '${block.name}' is not filled`);
    }
    this.#render(block.name, 0, block.scoped ? context.derive(frame.scope) : context, frame.output);
  }

  /** The variable `self`, whose attributes are the blocks. */
  reference(context: Context): Value {
    return new Self((name) => this.#reference(name, 0, context));
  }

  #render(name: string, version: number, context: Context, output: Output): void {
    const found = context.blocks.get(name)?.[version];
    if (!found) return;
    const scope = new Scope(context.scope);
    scope.set(
      'super',
      this.#reference(name, version + 1, context) ??
        new Undefined(`there is no parent block called '${name}'`),
    );
    this.#evaluator.inFile(found.file, () => {
      this.#evaluator.run(found.block.body, { scope, output, context, top: false, root: false });
    });
  }

  #reference(name: string, version: number, context: Context): Value | undefined {
    if (!context.blocks.get(name)?.[version]) return undefined;
    return new BlockReference(
      () => this.#evaluator.captured((output) => { this.#render(name, version, context, output); }), // prettier-ignore
      () =>
        this.#reference(name, version + 1, context) ??
        new Undefined(`there is no parent block called '${name}'`),
    );
  }
}

class Self extends Structure {
  override readonly typeName = 'TemplateReference';
  readonly #block: (name: string) => Value | undefined;

  constructor(block: (name: string) => Value | undefined) {
    super();
    this.#block = block;
  }

  override attribute(name: string): Value | undefined {
    return this.#block(name);
  }
}

/** A block to be called, as `super()` and `self.name()` do. */
class BlockReference extends Structure {
  override readonly typeName = 'BlockReference';
  readonly #parent: () => Value;

  constructor(render: () => Value, parent: () => Value) {
    super();
    this.call = render;
    this.#parent = parent;
  }

  override attribute(name: string): Value | undefined {
    return name === 'super' ? this.#parent() : undefined;
  }
}
