import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Golden, Prediction } from '../../../contract/artefact';
import { Failure, reason } from '../../../contract/failure';
import { pathText, type PathStep } from '../../../contract/jsonPath';
import {
  REQUESTS_FOLDER,
  SAVED_REQUEST_ENDING,
  SAVED_REQUEST_SCHEMA,
  savedRequestText,
  type SavedRequest,
  type Tolerance,
  type ValueExpectation,
} from '../../../contract/savedRequest';
import { isRecord } from '../../../contract/version';
import { exists } from '../../files/exists';

/** Names that Windows keeps for devices, whatever follows the first dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** How far a score may be from the expected one; from the golden scores of the model. */
export type Agreement = Pick<Golden, 'tolerance' | 'probability' | 'scale'>;

/** What of an answer is worth expecting: its status, and the predictions where it holds any. */
export interface AnswerToExpect {
  status: number;
  predictions: readonly Prediction[];
}

/**
 * A saved request that expects the answer that was given: its status and, where it is a prediction, each prediction.
 * A score b agrees within tolerance * max(|b|, scale), a probability within `probability`, a label is equal.
 */
export function savedAnswer(
  name: string,
  rows: Record<string, unknown>[],
  { status, predictions }: AnswerToExpect,
  agreement: Agreement,
): SavedRequest {
  const values = predictions.flatMap((prediction, row) =>
    expectations(prediction, ['predictions', row], agreement),
  );
  const expect = { status, ...(values.length > 0 && { values }) };
  return { schema: SAVED_REQUEST_SCHEMA, name, rows, expect };
}

/** The absolute path of the file that a saved request of this name goes to. */
export function fileFor(project: string, name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  const stem = plain === '' || DEVICE.test(plain) ? `request-${plain}`.replace(/-$/, '') : plain;
  return path.join(project, REQUESTS_FOLDER, `${stem}${SAVED_REQUEST_ENDING}`);
}

/** A name whose file is not there yet: `Request 1`, `Request 2`. */
export async function freeName(project: string): Promise<string> {
  let number = 1;
  while (await exists(fileFor(project, `Request ${number}`))) number++;
  return `Request ${number}`;
}

/**
 * Writes a new saved request and gives its path.
 *
 * @throws Failure `request-exists`, since a saved request is never overwritten; `request-not-written`.
 */
export async function writeNewRequest(project: string, request: SavedRequest): Promise<string> {
  const file = fileFor(project, request.name);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, savedRequestText(request), { flag: 'wx' });
    return file;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new Failure('request-exists', `${file} exists already.`, 'Choose another name.', { cause });
    }
    const message = `${file} could not be written: ${reason(cause)}.`;
    throw new Failure('request-not-written', message, 'Check the permissions of the folder.', { cause });
  }
}

function expectations(prediction: unknown, path: PathStep[], agreement: Agreement): ValueExpectation[] {
  if (typeof prediction === 'number') {
    const absolute = Number((agreement.tolerance * agreement.scale).toPrecision(6));
    return [equal(prediction, path, { relative: agreement.tolerance, absolute })];
  }
  if (!isRecord(prediction)) return [equal(prediction, path)];
  const { probabilities } = prediction;
  if ('label' in prediction && isRecord(probabilities)) {
    return [
      equal(prediction['label'], [...path, 'label']),
      equal(probabilities, [...path, 'probabilities'], { absolute: agreement.probability }),
    ];
  }
  return Object.entries(prediction).flatMap(([output, value]) =>
    expectations(value, [...path, output], agreement),
  );
}

function equal(equals: unknown, path: PathStep[], tolerance?: Tolerance): ValueExpectation {
  return { path: pathText(path), equals, ...(tolerance && { tolerance }) };
}
