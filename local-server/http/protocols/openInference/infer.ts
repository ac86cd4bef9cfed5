import { isRecord } from '../../../../contract/version';
import type { Model, Scored } from '../../../model/model';
import { parseJson } from '../../parseJson';
import { HttpProblem } from '../../problem';
import type { Answer, Call, ScoringRoute } from '../../scoringRoute';
import { checkName } from '../namedModel';
import { askedOf, type InferenceAsked } from './asked';
import { HEADER_LENGTH } from './datatypes';
import { readInputs } from './inputTensors';
import { writeInference } from './writeInference';

/** POST .../infer of the Open Inference Protocol V2, with its extension of binary tensor data. */
export const inferRoute: ScoringRoute<InferenceAsked> = {
  name: '/v2/models/{model}/infer',
  path: /^\/v2\/models\/(?<model>[^/]+)(?:\/versions\/(?<version>[^/]+))?\/infer$/,
  method: 'POST',
  // Triton's client names none; those that name octet-stream send binary tensors.
  types: ['application/json', 'application/octet-stream', ''],

  async read(body, call) {
    checkName(call.model, call.parameters);
    const length = jsonLength(call, body.length);
    const request = await parseJson(body.subarray(0, length));
    if (!isRecord(request) || !Array.isArray(request['inputs'])) {
      throw bad('The body must be an object with a list "inputs".');
    }
    call.asked = askedOf(request, call.model);
    return readInputs(request['inputs'], body.subarray(length), call.model);
  },

  write(scored: Scored, model: Model, { asked }: Call<InferenceAsked>): Promise<Answer> {
    return writeInference(scored, model, asked ?? { id: undefined, outputs: [] });
  },
};

function jsonLength({ exchange }: Call, bodyLength: number): number {
  const given = exchange.request.headers[HEADER_LENGTH.toLowerCase()];
  if (given === undefined) return bodyLength;
  const length = Number(given);
  if (/^\d+$/.test(String(given)) && length <= bodyLength) return length;
  throw bad(`${HEADER_LENGTH} must be a number of bytes up to the ${bodyLength} of the body.`);
}

function bad(detail: string): HttpProblem {
  return new HttpProblem(400, 'bad-inference-request', detail);
}
