import type { Failure } from '../../../contract/failure';
import type { Variable } from './contextFile';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';

/** An option of a choice in a ccds.json, with the questions that are asked when it is chosen. */
export interface DetailedOption {
  key: string;
  /** Named `choice.option.question`, or `choice.option` where the option is itself a list to choose from. */
  details: Variable[];
  /** What the value becomes, given those of the details in their order. */
  value: (details: readonly Value[]) => Value;
}

/**
 * Reads a list such as `[{"none": "none"}, {"s3": {"bucket": "name"}}]`, as cookiecutter-data-science does: an object
 * asks a question for each of its entries, a list is a choice, a text is taken as it is.
 *
 * @param invalid makes the failure of a wrong file.
 */
export function detailedOptions(
  name: string,
  raw: List,
  invalid: (what: string) => Failure,
): DetailedOption[] {
  return raw.items.map((item) => {
    const [entry] = item instanceof Dict ? item.entries() : [];
    if (!entry) throw invalid(`each option of "${name}" must be an object with one entry`);
    const key = print(entry[0]);
    return { key, ...readDetails(`${name}.${key}`, entry[1], invalid) };
  });
}

function readDetails(
  name: string,
  raw: Value,
  invalid: (what: string) => Failure,
): Omit<DetailedOption, 'key'> {
  if (raw instanceof List) {
    if (raw.items.length === 0) throw invalid(`the list of choices of "${name}" is empty`);
    return { details: [{ kind: 'choice', name, raw }], value: ([chosen]) => chosen ?? null };
  }
  if (raw instanceof Dict) {
    const entries = raw.entries();
    return {
      details: entries.map(([key, value]) => readDetail(`${name}.${print(key)}`, value)),
      value: (details) => new Dict(entries.map(([key], at) => [key, details[at] ?? null])),
    };
  }
  return { details: [], value: () => (typeof raw === 'string' ? raw : new Dict()) };
}

function readDetail(name: string, raw: Value): Variable {
  if (typeof raw === 'boolean') return { kind: 'boolean', name, raw };
  if (raw === null || typeof raw === 'string' || typeof raw === 'bigint' || typeof raw === 'number') {
    return { kind: 'text', name, raw };
  }
  return { kind: 'rendered', name, raw };
}

/** All variables that can be answered, details of options included. */
export function withDetails(variables: readonly Variable[]): Variable[] {
  return variables.flatMap((variable) =>
    variable.kind === 'detailed'
      ? [variable, ...variable.options.flatMap(({ details }) => details)]
      : [variable],
  );
}
