import { DEFAULT_ENVIRONMENT, type Environment } from './environment';
import { Evaluator } from './evaluator';
import { within, type Budget } from './limits';
import { parse } from './parser';
import { TemplateProblem, located } from './problem';
import { Scope } from './scope';
import type { Value } from './values';

/**
 * Renders a Jinja template as cookiecutter does: undefined names are errors, a trailing newline is kept, nothing is
 * escaped. Line ends in the result are `\n`. An environment changes that.
 *
 * @param file what to call the template in a failure: its path, or the variable it stands in.
 * @param context the names it may use.
 * @throws Failure with the code template-syntax, -undefined, -unsupported, -error or -limit, naming file and line.
 */
export function render(
  template: string,
  file: string,
  context: Iterable<readonly [string, Value]>,
  budget: Budget,
  environment: Environment = DEFAULT_ENVIRONMENT,
): string {
  const evaluator = new Evaluator(budget, environment);
  const { expressions } = evaluator;
  expressions.file = file;
  try {
    const scope = new Scope();
    for (const [name, value] of context) scope.set(name, value);
    return within(budget, environment.lenient, () => {
      const parsed = parse(template, environment.syntax);
      return evaluator.render({ file, ...parsed }, new Scope(scope)).text;
    });
  } catch (error) {
    if (error instanceof TemplateProblem) throw located(error, expressions.file, expressions.line);
    throw error;
  }
}
