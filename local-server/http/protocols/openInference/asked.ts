import { brief } from '../../../../contract/rowText';
import { isRecord } from '../../../../contract/version';
import type { Model } from '../../../model/model';
import { HttpProblem } from '../../problem';
import { outputTensors, type OutputTensor } from './outputTensors';

/** What a request for inference wants of the answer. */
export interface InferenceAsked {
  /** Comes back as it is. */
  readonly id: string | undefined;
  readonly outputs: readonly AskedOutput[];
}

export interface AskedOutput {
  readonly tensor: OutputTensor;
  readonly isBinary: boolean;
}

/** @throws HttpProblem 400 where the request asks for what there is not. */
export function askedOf(request: Record<string, unknown>, model: Model): InferenceAsked {
  return { id: idOf(request['id']), outputs: askedOutputs(request, model) };
}

function idOf(id: unknown): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'string') return id;
  throw bad('"id" must be a text.');
}

/** The outputs in the order asked for; all of them where none is named. */
function askedOutputs({ outputs, parameters }: Record<string, unknown>, model: Model): AskedOutput[] {
  const tensors = outputTensors(model);
  const allBinary = flag(parameters, 'binary_data_output') ?? false;
  if (outputs === undefined || outputs === null || (Array.isArray(outputs) && outputs.length === 0)) {
    return tensors.map((tensor) => ({ tensor, isBinary: allBinary }));
  }
  if (!Array.isArray(outputs)) throw bad('"outputs" must be a list.');
  const named = new Set<string>();
  return outputs.map((output: unknown) => {
    const name = isRecord(output) ? output['name'] : undefined;
    const tensor = tensors.find((known) => known.name === name);
    if (!tensor || !isRecord(output)) {
      const known = tensors.map((other) => other.name).join(', ');
      const unknown = `The model has no output ${JSON.stringify(brief(name))}`;
      throw bad(`${unknown}; it has ${known}.`, `${unknown}.`);
    }
    if (named.has(tensor.name)) throw bad(`The output "${tensor.name}" is asked for twice.`);
    named.add(tensor.name);
    return { tensor, isBinary: flag(output['parameters'], 'binary_data') ?? allBinary };
  });
}

/** Parameters that would change what the numbers mean are refused; others that are not known are passed over. */
function flag(parameters: unknown, name: string): boolean | undefined {
  if (parameters === undefined || parameters === null) return undefined;
  if (!isRecord(parameters)) throw bad('"parameters" must be an object.');
  for (const refused of ['classification', 'shared_memory_region']) {
    if (Object.hasOwn(parameters, refused)) throw bad(`The parameter "${refused}" is not supported.`);
  }
  const value = parameters[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw bad(`The parameter "${name}" must be true or false.`);
}

function bad(detail: string, general = detail): HttpProblem {
  return new HttpProblem(400, 'bad-inference-request', detail, { general });
}
