import type { ModelDescription } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { RowValidator } from '../../contract/rows';
import type { GraphValue } from '../engine/engine';
import { GRAPH_FILE, TRAIN_AGAIN } from './artefactFolder';
import { feedOf, type Feed } from './feeds';
import { fetchesOf } from './predictions';

/** Pairs the columns of model.json with the graph's inputs, one for one, in the columns' order. */
export function matchInputs(
  { input }: Pick<ModelDescription, 'input'>,
  inputs: readonly GraphValue[],
): Feed[] {
  const { columns } = new RowValidator(input);
  const byName = new Map(inputs.map((value) => [value.name, value]));
  const missing = columns.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  const named = new Set(columns.map(({ name }) => name));
  const extra = inputs.map(({ name }) => name).filter((name) => !named.has(name));
  const feeds = columns.flatMap((column) => {
    const value = byName.get(column.name);
    return value ? [feedOf(column, value)] : [];
  });
  const wrong = [
    ...(missing.length > 0 ? [`the graph lacks ${quoted(missing)}`] : []),
    ...(extra.length > 0 ? [`model.json lacks ${quoted(extra)}`] : []),
    ...feeds.filter((feed) => typeof feed === 'string'),
  ];
  if (wrong.length > 0) {
    const message = `The inputs of ${GRAPH_FILE} do not match the columns of model.json: ${wrong.join('; ')}.`;
    throw new Failure('inputs-mismatch', message, TRAIN_AGAIN);
  }
  return feeds.filter((feed) => typeof feed !== 'string');
}

const READABLE = ['float32', 'float64', 'int64', 'int32', 'string', 'bool'];

/** Whether an output of this type can be read. */
export function isReadable(type: string): boolean {
  return READABLE.includes(type);
}

/** Checks that the graph gives what the outputs of model.json are made of. */
export function matchOutputs(
  { outputs }: Pick<ModelDescription, 'outputs'>,
  given: readonly GraphValue[],
): void {
  const types = new Map(given.map(({ name, type }) => [name, type]));
  const wrong = fetchesOf(outputs).flatMap((name) => {
    const type = types.get(name);
    if (type === undefined) return [`the graph lacks "${name}" (it has ${quoted([...types.keys()])})`];
    return isReadable(type) ? [] : [`"${name}" is a ${type}, which cannot be read`];
  });
  if (wrong.length === 0) return;
  const message = `The outputs of ${GRAPH_FILE} do not match those of model.json: ${wrong.join('; ')}.`;
  throw new Failure('outputs-mismatch', message, TRAIN_AGAIN);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
