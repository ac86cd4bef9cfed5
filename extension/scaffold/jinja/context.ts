import type { NamedTemplate } from './library';
import { type Scope } from './scope';
import type { BlockStatement } from './syntax';

/** One version of a block, with the template that has it. */
export interface BlockVersion {
  readonly block: BlockStatement;
  readonly file: string;
}

/** What one template shares with those that it extends: the names at the top, what it exports, and the blocks. */
export class Context {
  readonly scope: Scope;
  readonly exported = new Set<string>();
  /** The versions of each block, the one that counts first. */
  readonly blocks: Map<string, BlockVersion[]>;
  /** The template to be rendered next in place of what the running one still prints. */
  parent: NamedTemplate | undefined;

  constructor(scope: Scope, blocks = new Map<string, BlockVersion[]>()) {
    this.scope = scope;
    this.blocks = blocks;
  }

  /** Puts the blocks of a template behind those of the templates that extend it. */
  add({ blocks, file }: NamedTemplate): void {
    for (const [name, block] of blocks) {
      const versions = this.blocks.get(name) ?? [];
      versions.push({ block, file });
      this.blocks.set(name, versions);
    }
  }

  /** The same blocks with other names, for a block that is scoped. */
  derive(scope: Scope): Context {
    return new Context(scope, this.blocks);
  }
}
