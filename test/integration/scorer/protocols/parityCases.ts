import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Golden, Output, Prediction, Row, Scalar } from '../../../../contract/artefact';
import type { Metadata } from './tensors';

/** The pipelines of test/fixtures/parity, with what scikit-learn gave for their rows. */

export const PARITY = join(__dirname, '../../../fixtures/parity');

export interface ParityCase extends Omit<Golden, 'rows'> {
  name: string;
  rows: Row[];
  /** What NAME/ gives, exported by the project's rules. */
  predictions: Prediction[];
  /** What NAME.onnx gives, exported by the converter's defaults. */
  foreign: Prediction[];
  /** The converter gets it wrong: to see that is what parity is for. */
  wrong: boolean;
}

interface Stored {
  rows: Record<string, Row[]>;
  cases: (Omit<ParityCase, 'rows' | 'foreign'> & { rows: string | Row[]; foreign?: Prediction[] })[];
}

export function parityCases(): ParityCase[] {
  const { rows, cases } = JSON.parse(readFileSync(join(PARITY, 'cases.json'), 'utf8')) as Stored;
  return cases.map((stored) => {
    const { predictions } = stored;
    const own = typeof stored.rows === 'string' ? (rows[stored.rows] ?? []) : stored.rows;
    // An encoder that refuses unknown categories has no scores for the last ones.
    return { foreign: predictions, ...stored, rows: own.slice(0, predictions.length) };
  });
}

/** The outputs of a model, as its metadata tells them. */
export function outputsOf({ outputs, properties = {} }: Metadata): Output[] {
  const labels = (name: string): string | undefined => properties[`${name}_probabilities.labels`];
  return outputs
    .filter(({ name }) => labels(name.replace(/_probabilities$/, '')) === undefined || labels(name))
    .map(({ name }) => {
      const own = labels(name);
      if (own === undefined) return { name, onnx: name };
      return { name, onnx: name, probabilities: { onnx: name, labels: JSON.parse(own) as Scalar[] } };
    });
}
