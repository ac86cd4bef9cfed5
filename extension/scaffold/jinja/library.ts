import type { Environment } from './environment';
import { iterate } from './operators';
import { parse, type ParsedTemplate } from './parser';
import { TemplateProblem, wrong } from './problem';
import type { Budget } from './limits';
import { List, Tuple, Undefined, typeName, type Value } from './values';

/** A template with the name that stands in messages about it. */
export interface NamedTemplate extends ParsedTemplate {
  readonly file: string;
}

/** The templates that include, import and extends name, each read once in a rendering. */
export class Library {
  readonly #environment: Environment;
  readonly #read = new Map<string, NamedTemplate | undefined>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The template that a value names, or the first that is there of several. Undefined when there is none. */
  find(wanted: Value, budget: Budget): NamedTemplate | undefined {
    for (const name of namesIn(wanted, budget)) {
      const template = this.#named(name);
      if (template) return template;
    }
    return undefined;
  }

  /** As `find`, but none is a problem. */
  get(wanted: Value, budget: Budget): NamedTemplate {
    const template = this.find(wanted, budget);
    if (template) return template;
    const names = namesIn(wanted, budget).map((name) => `'${name}'`);
    throw wrong(`the template ${names.join(' or ')} is not there`);
  }

  #named(name: string): NamedTemplate | undefined {
    if (!this.#read.has(name)) {
      const text = this.#environment.load(name);
      this.#read.set(name, text === undefined ? undefined : this.#parse(name, text));
    }
    return this.#read.get(name);
  }

  #parse(name: string, text: string): NamedTemplate {
    try {
      return { file: name, ...parse(text, this.#environment.syntax) };
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      throw new TemplateProblem(error.kind, error.message, error.line, error.file ?? name);
    }
  }
}

function namesIn(wanted: Value, budget: Budget): string[] {
  if (wanted instanceof Undefined) throw wanted.problem();
  const names = wanted instanceof List || wanted instanceof Tuple ? iterate(wanted, budget) : [wanted];
  return Array.from(names, (name) => {
    if (typeof name === 'string') return name;
    throw wrong(`a template is named by a text, not by a ${typeName(name)}`);
  });
}
