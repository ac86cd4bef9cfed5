import type { Prediction } from '../../contract/artefact';
import type { TesterModel } from '../../contract/testerMessages';
import { isRecord } from '../../contract/version';

/** One number of a prediction that can be followed over rows: a value, or the probability of a label. */
export interface Measure {
  /** The same after a retraining that keeps outputs and labels. */
  id: string;
  /** The output's title or name. */
  title: string;
  unit?: string;
  output: string;
  label?: string;
}

/**
 * What can be followed of a model's predictions. Of two labels the second comes first: it is the one that a threshold
 * and the quantiles of the training scores speak of.
 */
export function measuresOf({ outputs }: Pick<TesterModel, 'outputs'>): Measure[] {
  return outputs.flatMap(({ name, title, unit, probabilities }): Measure[] => {
    const common = { title: title ?? name, output: name };
    if (!probabilities) return [{ id: name, ...common, ...(unit !== undefined && { unit }) }];
    const labels = probabilities.labels.map(String);
    const ordered = labels.length === 2 ? labels.toReversed() : labels;
    return ordered.map((label) => ({ id: `${name}\n${label}`, ...common, label }));
  });
}

/** The measure's number in a prediction; undefined where it has none, such as a text. */
export function readMeasure(
  prediction: Prediction | undefined,
  { output, label }: Measure,
  { outputs }: Pick<TesterModel, 'outputs'>,
): number | undefined {
  const value: unknown = outputs.length > 1 ? own(prediction, output) : prediction;
  const number = label === undefined ? value : own(own(value, 'probabilities'), label);
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The measure that the training scores and a threshold speak of: none where a model has several outputs or labels. */
export function mainMeasure(model: Pick<TesterModel, 'outputs'>): Measure | undefined {
  const [output] = model.outputs;
  if (model.outputs.length !== 1 || (output?.probabilities && output.probabilities.labels.length !== 2)) {
    return undefined;
  }
  return measuresOf(model)[0];
}

function own(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
