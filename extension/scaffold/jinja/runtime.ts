import type { Budget } from './limits';
import type { Arguments, Value } from './values';

/** What filters and tests may use of the evaluator that calls them. */
export interface Runtime {
  readonly budget: Budget;
  /** Whether what is printed is escaped just now. */
  readonly autoescape: boolean;
  /** The line end of the template. */
  readonly newline: string;
  /** Calls a filter by its name, as `map` does. */
  filter(name: string, input: Value, args: Arguments): Value;
  /** Calls a test by its name, as `select` does. */
  test(name: string, input: Value, args: Arguments): boolean;
}

export type Filter = (input: Value, args: Arguments, runtime: Runtime) => Value;
export type Test = (input: Value, args: Arguments, runtime: Runtime) => boolean;
