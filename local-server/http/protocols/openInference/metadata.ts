import type { NamedColumn } from '../../../../contract/artefact';
import type { Model } from '../../../model/model';
import { outputTensors } from './outputTensors';

const DATATYPES: Readonly<Record<NamedColumn['kind'], string>> = {
  number: 'FP64',
  integer: 'INT64',
  boolean: 'BOOL',
  string: 'BYTES',
};

/** The datatype that holds every value of a column; others that hold the values sent will do. */
export function datatypeOf({ kind, nullable, required }: NamedColumn): string {
  // NaN is the only null that a number has.
  return kind === 'integer' && (nullable || !required) ? 'FP64' : DATATYPES[kind];
}

/** The metadata of a model: one input a column, and the labels of probabilities as JSON in `properties`. */
export function metadata(model: Model): unknown {
  const { name, version, runtime } = model.artefact;
  const outputs = outputTensors(model);
  const labels = outputs.flatMap((output): [string, string][] =>
    output.labels ? [[`${output.name}.labels`, JSON.stringify(output.labels)]] : [],
  );
  return {
    name,
    versions: [version],
    platform: runtime === 'python' ? 'scikitlearn_skops' : 'onnx_onnxv1',
    inputs: model.columns.map((column) => ({
      name: column.name,
      datatype: datatypeOf(column),
      shape: [-1],
    })),
    outputs: outputs.map((output) => ({
      name: output.name,
      datatype: output.datatype,
      shape: output.labels ? [-1, output.labels.length] : [-1],
    })),
    ...(labels.length > 0 ? { properties: Object.fromEntries(labels) } : {}),
  };
}
