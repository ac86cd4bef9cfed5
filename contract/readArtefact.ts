import { ARTEFACT_SCHEMA, type Artefact, type InputSchema } from './artefact';
import { Failure } from './failure';
import { checkSchemaVersion, isRecord, parseJson } from './version';

export const ARTEFACT_FILE = 'model.json';

/** Whether a file is an ONNX file, by its name; one without a model.json is served as it describes itself. */
export function isGraphFile(name: string): boolean {
  return name.toLowerCase().endsWith('.onnx');
}

const KINDS = ['number', 'integer', 'string', 'boolean'];
const LINKS = ['identity', 'log', 'logit'];
const TASKS = ['frequency', 'severity', 'regression', 'classification'];

/**
 * Reads the text of a model.json and checks everything that readers rely on. Unknown keys are kept.
 *
 * @param file the file's name for the messages.
 * @throws Failure `artefact-broken`, or those of `checkSchemaVersion`, each naming the file and the key.
 */
export function readArtefact(text: string, file: string = ARTEFACT_FILE): Artefact {
  const document = parseJson(text, file, 'artefact-broken');
  checkSchemaVersion(document, file, ARTEFACT_SCHEMA);
  const check: Check = new Check(file);
  check.that(isText(document['name']), 'name', 'a text');
  check.that(isText(document['version']), 'version', 'a text');
  check.that(TASKS.includes(document['task'] as string), 'task', `one of ${TASKS.join(', ')}`);
  check.that(['onnx', 'python'].includes(document['runtime'] as string), 'runtime', '"onnx" or "python"');
  if (document['runtime'] === 'python') checkPython(document['python'], check);
  checkInput(document['input'], check);
  checkOutputs(document['outputs'], check);
  check.list(document['examples'], 'examples', (example) => isRecord(example) && isRecord(example['row']));
  checkGolden(document['golden'], check);
  if (document['additive'] !== undefined) {
    checkAdditive(document['additive'], document['input'] as InputSchema, check);
  }
  check.list(
    document['metrics'],
    'metrics',
    (metric) => isRecord(metric) && typeof metric['value'] === 'number',
  );
  check.that(isRecord(document['training']), 'training', 'an object');
  const { files } = document;
  check.that(
    isRecord(files) && Object.values(files).every(isDigest),
    'files',
    'file names with SHA-256 digests',
  );
  return document as unknown as Artefact;
}

class Check {
  constructor(private readonly file: string) {}

  that(holds: boolean, key: string, expected: string): asserts holds {
    if (holds) return;
    throw new Failure(
      'artefact-broken',
      `${this.file}: "${key}" must be ${expected}.`,
      'Train the model again, or restore the artefact from git.',
    );
  }

  list(value: unknown, key: string, each: (item: unknown) => boolean): void {
    this.that(Array.isArray(value), key, 'a list');
    value.forEach((item, index) => this.that(each(item), `${key}[${index}]`, 'complete'));
  }
}

function checkPython(python: unknown, check: Check): void {
  check.that(isRecord(python), 'python', 'an object');
  const { module, trusted } = python;
  const name = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
  check.that(isText(module) && name.test(module), 'python.module', 'the name of a Python module');
  check.that(isTexts(trusted), 'python.trusted', 'a list of names of types');
}

function checkInput(input: unknown, check: Check): void {
  check.that(isRecord(input), 'input', 'a JSON Schema of one row');
  const { properties, required } = input;
  const order = input['x-order'];
  check.that(isRecord(properties), 'input.properties', 'an object of columns');
  check.that(isTexts(required), 'input.required', 'a list of column names');
  check.that(isTexts(order) && order.length > 0, 'input.x-order', 'a list of column names');
  const named = new Set(order);
  check.that(
    named.size === order.length && sameMembers(named, Object.keys(properties)),
    'input.x-order',
    'every column of input.properties, once',
  );
  for (const name of order) {
    const column = properties[name];
    const key = `input.properties.${name}`;
    check.that(isRecord(column), key, 'an object');
    const type: unknown = Array.isArray(column['type']) ? column['type'][0] : column['type'];
    check.that(KINDS.includes(type as string), `${key}.type`, `one of ${KINDS.join(', ')}`);
  }
  check.that(
    required.every((name) => named.has(name)),
    'input.required',
    'names of columns',
  );
}

function checkOutputs(outputs: unknown, check: Check): void {
  check.that(Array.isArray(outputs) && outputs.length > 0, 'outputs', 'a list of at least one output');
  outputs.forEach((output: unknown, index) => {
    const key = `outputs[${index}]`;
    check.that(
      isRecord(output) && isText(output['name']) && isText(output['onnx']),
      key,
      'named, with its "onnx"',
    );
    const { column, probabilities } = output;
    check.that(
      column === undefined || (Number.isSafeInteger(column) && (column as number) >= 0),
      `${key}.column`,
      'the number of a column, from 0',
    );
    if (probabilities === undefined) return;
    check.that(
      isRecord(probabilities) && isText(probabilities['onnx']) && Array.isArray(probabilities['labels']),
      `${key}.probabilities`,
      'an output of the graph with its labels',
    );
  });
}

function checkGolden(golden: unknown, check: Check): void {
  check.that(isRecord(golden), 'golden', 'an object');
  for (const key of ['tolerance', 'probability', 'scale']) {
    const value = golden[key];
    check.that(typeof value === 'number' && value >= 0, `golden.${key}`, 'a number of at least 0');
  }
  check.list(
    golden['rows'],
    'golden.rows',
    (item) => isRecord(item) && isRecord(item['row']) && 'prediction' in item,
  );
}

function checkAdditive(additive: unknown, input: InputSchema, check: Check): void {
  check.that(isRecord(additive), 'additive', 'an object');
  const { link, base } = additive;
  check.that(LINKS.includes(link as string), 'additive.link', `one of ${LINKS.join(', ')}`);
  check.that(
    isRecord(base) &&
      sameMembers(new Set(input['x-order']), Object.keys(base)) &&
      Object.values(base).every(isScalar),
    'additive.base',
    'a row with a value for every column',
  );
}

function isScalar(value: unknown): boolean {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function sameMembers(set: ReadonlySet<string>, names: readonly string[]): boolean {
  return set.size === names.length && names.every((name) => set.has(name));
}
