import { Failure } from '../../contract/failure';
import type { Budget } from './jinja/limits';
import { render } from './jinja/render';
import type { Value } from './jinja/values';

/** Settings of the template language; what is absent is as Jinja has it, with a kept trailing newline. */
export interface Environment {
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
  readonly keepTrailingNewline?: boolean;
  readonly blockStart?: string;
  readonly blockEnd?: string;
  readonly variableStart?: string;
  readonly variableEnd?: string;
  readonly commentStart?: string;
  readonly commentEnd?: string;
  readonly lineStatementPrefix?: string;
  readonly lineCommentPrefix?: string;
}

export interface TextOptions {
  environment: Environment;
  /** The text of another template by its name, for `include` and its kin; undefined where there is none. */
  load?: (name: string) => string | undefined;
}

/** Renders one text of a template: a file, a name or a variable. Throws as `render` does. */
export function renderText(
  text: string,
  file: string,
  context: Iterable<readonly [string, Value]>,
  budget: Budget,
  options: TextOptions,
): string {
  const settings = Object.keys(options.environment);
  if (settings.length > 0) {
    throw new Failure('template-unsupported', `${file}: ${settings.join(', ')}.`, 'Use cookiecutter itself.');
  }
  return render(text, file, context, budget);
}
