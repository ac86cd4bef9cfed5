import type { Output, Prediction, Scalar } from '../../../../contract/artefact';
import type { Model } from '../../../model/model';
import { isRecord } from '../../../../contract/version';

/** One output tensor of a model, and how it is taken out of the predictions. */
export interface OutputTensor {
  readonly name: string;
  readonly datatype: string;
  /** The labels of a tensor [rows, labels] of probabilities; others are [rows]. */
  readonly labels?: readonly Scalar[];
  /** Appends the values of one row. */
  take(prediction: Prediction, values: Scalar[]): void;
}

const DATATYPE_OF: Readonly<Record<string, string>> = {
  float32: 'FP32',
  float64: 'FP64',
  int64: 'INT64',
  int32: 'INT32',
  bool: 'BOOL',
  string: 'BYTES',
};

/**
 * The output tensors of a model: one an output, by its name; a classifier's holds the label, and beside it stands
 * `<name>_probabilities`, one column a label.
 */
export function outputTensors(model: Model): OutputTensor[] {
  const { outputs } = model.artefact;
  const isOnly = outputs.length === 1;
  return outputs.flatMap((output) => {
    const of = (prediction: Prediction): Prediction =>
      isOnly ? prediction : ((prediction as Record<string, Prediction>)[output.name] ?? null);
    return output.probabilities
      ? ofClassifier(model, output, output.probabilities, of)
      : [
          {
            name: output.name,
            datatype: DATATYPE_OF[model.outputType(output.onnx) ?? ''] ?? 'FP64',
            take: (prediction, values) => void values.push(of(prediction) as Scalar),
          },
        ];
  });
}

function ofClassifier(
  model: Model,
  { name }: Output,
  { onnx, labels }: NonNullable<Output['probabilities']>,
  of: (prediction: Prediction) => Prediction,
): OutputTensor[] {
  const classified = (prediction: Prediction): Record<string, unknown> => {
    const value = of(prediction);
    return isRecord(value) ? value : {};
  };
  return [
    {
      name,
      datatype: datatypeOfLabels(labels),
      take: (prediction, values) => void values.push(classified(prediction)['label'] as Scalar),
    },
    {
      name: `${name}_probabilities`,
      datatype: DATATYPE_OF[model.outputType(onnx) ?? ''] ?? 'FP64',
      labels,
      take(prediction, values) {
        const chances = classified(prediction)['probabilities'] as Record<string, number>;
        for (const label of labels) values.push(chances[String(label)] ?? null);
      },
    },
  ];
}

function datatypeOfLabels(labels: readonly Scalar[]): string {
  if (labels.every((label) => typeof label === 'boolean')) return 'BOOL';
  if (labels.every((label) => Number.isSafeInteger(label))) return 'INT64';
  return labels.every((label) => typeof label === 'number') ? 'FP64' : 'BYTES';
}
