import type { Prediction } from '../../../contract/artefact';
import type { TesterAnswer, TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { isRecord } from '../../../contract/version';
import { fill, valueText } from '../text';

/** What one output predicts for one row, ready to be shown. */
export interface ShownOutput {
  /** The output's title, where the model has several. */
  title?: string;
  value: string;
  unit?: string;
  /** A classifier's, the largest first; between 0 and 1. */
  probabilities: { label: string; value: number }[];
}

/** The outputs of one prediction in the model's order. */
export function shownOutputs(prediction: Prediction, model: Pick<TesterModel, 'outputs'>): ShownOutput[] {
  const several = model.outputs.length > 1;
  return model.outputs.map(({ name, title, unit }) => {
    const value: unknown = several ? named(prediction, name) : prediction;
    return {
      ...(several && { title: title ?? name }),
      value: valueText(isRecord(value) && 'label' in value ? value['label'] : value),
      ...(unit !== undefined && { unit }),
      probabilities: isRecord(value) ? probabilitiesOf(value['probabilities']) : [],
    };
  });
}

function named(prediction: unknown, output: string): unknown {
  return isRecord(prediction) && Object.hasOwn(prediction, output) ? prediction[output] : undefined;
}

/** "Status 200 · 4.2 ms · 180 B · claim-frequency 1.0.0 · Request 3f2a" */
export function statusLine(answer: TesterAnswer, text: TesterText): string {
  const { prediction, problem } = answer;
  const id = prediction?.request_id ?? problem?.request_id ?? '';
  return [
    fill(text.status, { status: answer.status }),
    durationText(answer.milliseconds, text),
    ...(answer.bytes === undefined ? [] : [sizeText(answer.bytes, text)]),
    ...(prediction ? [`${prediction.model.name} ${prediction.model.version}`] : []),
    ...(id === '' ? [] : [fill(text.requestId, { id })]),
  ].join(' · ');
}

function sizeText(bytes: number, text: TesterText): string {
  if (bytes < 1000) return fill(text.bytes, { count: bytes });
  if (bytes < 1e6) return fill(text.kilobytes, { count: (bytes / 1000).toFixed(1) });
  return fill(text.megabytes, { count: (bytes / 1e6).toFixed(1) });
}

function durationText(milliseconds: number, text: TesterText): string {
  if (milliseconds >= 1000) return fill(text.seconds, { count: (milliseconds / 1000).toFixed(2) });
  return fill(text.milliseconds, { count: milliseconds.toFixed(milliseconds < 10 ? 1 : 0) });
}

function probabilitiesOf(value: unknown): ShownOutput['probabilities'] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .flatMap(([label, each]) => (typeof each === 'number' ? [{ label, value: each }] : []))
    .sort((a, b) => b.value - a.value);
}
