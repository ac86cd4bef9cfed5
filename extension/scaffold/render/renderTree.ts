import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { hasBinaryExtension, textOf } from './binaryFile';
import { globToPattern } from './globs';
import type { Environment } from '../jinja/environment';
import { Budget } from '../jinja/limits';
import { render } from '../jinja/render';
import type { Value } from '../jinja/values';
import { lineEndOf } from './lineEnds';
import { checkedPath } from './renderedPath';
import type { Existing } from './mergeProject';
import type { Template } from '../template/template';
import type { TreeFile, TreeFolder } from './templateTree';

/** A file to be written: its text, or the file that it is a copy of. */
export type PlannedFile = { mode: number } & ({ text: string } | { copyOf: string });

/** Everything that the project will hold, by path relative to it, with `/`. Nothing is written yet. */
export interface Plan {
  /** Parents before children; a mode only where the template's own is kept. */
  folders: Map<string, number | undefined>;
  files: Map<string, PlannedFile>;
}

/** What is in a file of the template, where it is to be rendered. */
type Content = Buffer | 'copied' | 'too large';

/** How many files are read at a time. */
const AT_ONCE = 16;
/** The longest text file that is rendered and the most text of a project, in bytes and characters. */
const LARGEST_TEXT = 20_000_000;
const MOST_TEXT = 200_000_000;
/** The most that is copied as it is, in bytes: a file can say that it is larger than any disk. */
const MOST_COPIED = 5_000_000_000;

/** Renders names and contents of a template's tree, in cookiecutter's order. */
export class TreeRenderer {
  readonly #template: Template;
  readonly #root: string;
  readonly #context: readonly (readonly [string, Value])[];
  readonly #platform: NodeJS.Platform;
  readonly #budget: Budget;
  readonly #environment: Environment;
  readonly #copyOnly: readonly RegExp[];
  readonly #existing: Existing;
  readonly #plan: Plan = { folders: new Map(), files: new Map() };
  #textLength = 0;
  #copiedLength = 0;
  /** The names of what is planned, by what they are where case counts for nothing. */
  readonly #names = new Map<string, string>();

  /**
   * @param load reads what a file includes.
   * @param budget shared with what else is rendered for the project.
   * @param existing as it is for the project; where folders may be there already, two may become one too.
   */
  constructor(
    template: Template,
    context: readonly (readonly [string, Value])[],
    platform: NodeJS.Platform,
    load: Environment['load'],
    budget = new Budget(),
    existing: Existing = 'refuse',
  ) {
    this.#template = template;
    this.#existing = existing;
    this.#budget = budget;
    this.#environment = { ...template.context.environment, load };
    this.#root = path.join(template.folder, template.projectFolder);
    this.#context = context;
    this.#platform = platform;
    this.#copyOnly = template.context.copyOnly.map(globToPattern);
  }

  /** Throws Cancelled when the signal is given, and Failure template-… for what cannot be rendered. */
  async plan(tree: TreeFolder, signal?: AbortSignal, onFile?: (file: string) => void): Promise<Plan> {
    await this.#folder(tree, signal, onFile);
    return this.#plan;
  }

  async #folder(folder: TreeFolder, signal?: AbortSignal, onFile?: (file: string) => void): Promise<void> {
    const rendered: TreeFolder[] = [];
    for (const inner of folder.folders) {
      if (!this.#isCopied(inner.path)) rendered.push(inner);
      else this.#copyFolder(inner, this.#newFolder(inner.path), inner.path);
    }
    for (const inner of rendered) this.#plan.folders.set(this.#newFolder(inner.path), undefined);
    for (let at = 0; at < folder.files.length; at += AT_ONCE) {
      const files = folder.files.slice(at, at + AT_ONCE);
      const contents = await Promise.all(files.map((file) => this.#read(file)));
      for (const [place, file] of files.entries()) {
        if (signal?.aborted === true) throw new Cancelled();
        onFile?.(file.path);
        this.#file(file, contents[place] ?? 'copied');
      }
    }
    for (const inner of rendered) await this.#folder(inner, signal, onFile);
  }

  #isCopied(relative: string): boolean {
    this.#budget.step(this.#copyOnly.length / 4);
    return this.#copyOnly.some((pattern) => pattern.test(relative));
  }

  #path(relative: string): string {
    const rendered = this.#render(relative, path.join(this.#root, relative));
    // A name that ends in a slash is a folder's, and so no file's.
    return rendered.endsWith('/') ? '' : checkedPath(rendered, relative, this.#platform);
  }

  #render(text: string, file: string): string {
    return render(text, file, this.#context, this.#budget, this.#environment);
  }

  #newFolder(relative: string): string {
    const target = this.#path(relative);
    this.#refuseTwin(target);
    if (target !== '' && !this.#plan.folders.has(target)) return target;
    if (this.#existing !== 'refuse' && !this.#isCopied(relative)) return target;
    throw new Failure(
      'template-error',
      target === ''
        ? `The folder "${relative}" of the template gets an empty name.`
        : `Two folders of the template become "${target}".`,
      'Give other answers, or correct the names in the template.',
    );
  }

  /** Where case counts for nothing, one of two names that differ only in case would be lost. */
  #refuseTwin(target: string): void {
    if (this.#platform !== 'win32' && this.#platform !== 'darwin') return;
    const folded = target.normalize('NFC').toLowerCase();
    const twin = this.#names.get(folded) ?? target;
    this.#names.set(folded, target);
    if (twin === target) return;
    throw new Failure(
      'template-unsafe',
      `"${twin}" and "${target}" are one name here, where upper and lower case are the same.`,
      'Give other answers, or correct the names in the template.',
    );
  }

  #copyFolder(folder: TreeFolder, target: string, source: string): void {
    const at = (relative: string) =>
      checkedPath(target + relative.slice(source.length), relative, this.#platform);
    this.#plan.folders.set(at(folder.path), folder.mode);
    for (const file of folder.files) this.#copyFile(file, at(file.path));
    for (const inner of folder.folders) this.#copyFolder(inner, target, source);
  }

  #copyFile(file: TreeFile, target: string): void {
    this.#copiedLength += file.size;
    if (this.#copiedLength > MOST_COPIED) throw tooLarge(this.#root);
    this.#plan.files.set(target, { mode: file.mode, copyOf: file.source });
  }

  /** What is in a file that may be text. */
  async #read(file: TreeFile): Promise<Content> {
    if (this.#isCopied(file.path) || hasBinaryExtension(file.path)) return 'copied';
    return file.size > LARGEST_TEXT ? 'too large' : readNoLink(file.source);
  }

  #file(file: TreeFile, content: Content): void {
    const target = this.#path(file.path);
    if (target === '' || this.#plan.folders.has(target)) return;
    this.#refuseTwin(target);
    if (content === 'copied') {
      this.#copyFile(file, target);
      return;
    }
    // A file of the template that came before counts as one that is there.
    if (this.#existing === 'skip' && this.#plan.files.has(target)) return;
    const source = path.join(this.#root, file.path);
    if (content === 'too large') throw tooLarge(source);
    const template = textOf(file.path, content);
    if (template === undefined) {
      this.#copyFile(file, target);
      return;
    }
    const text = this.#render(template, source);
    this.#textLength += text.length;
    if (this.#textLength > MOST_TEXT) throw tooLarge(this.#root);
    const lineEnd = this.#template.context.lineEnd ?? lineEndOf(content) ?? '\n';
    this.#plan.files.set(target, {
      mode: file.mode,
      text: lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd),
    });
  }
}

/** Reads a file, but not through a symbolic link that took its place since the tree was listed. */
async function readNoLink(file: string): Promise<Buffer> {
  // O_NOFOLLOW does not exist on Windows, where it reads as undefined.
  const handle = await open(file, constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0));
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function tooLarge(what: string): Failure {
  return new Failure(
    'template-limit',
    `${what} holds more text than Bellhop renders.`,
    'Use a smaller template.',
  );
}
