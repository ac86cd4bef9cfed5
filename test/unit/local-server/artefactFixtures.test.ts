import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Failure } from '../../../contract/failure';
import { readArtefact } from '../../../contract/readArtefact';

const FIXTURES = join(__dirname, '../../fixtures/artefacts');
const schema = JSON.parse(
  readFileSync(join(__dirname, '../../../contract/artefact.schema.json'), 'utf8'),
) as object;
const ajv = new Ajv2020({ allowUnionTypes: true, strictTypes: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);

const names = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

type Broken = Record<string, unknown> & { input: Record<string, unknown>; golden: Record<string, unknown> };

function fixture(name: string): Broken {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'model.json'), 'utf8')) as Broken;
}

describe('artefacts of the fixtures', () => {
  it('are there', () => {
    assert.deepEqual(names.sort(), ['classification', 'forest', 'frequency', 'two-outputs', 'types']);
  });

  for (const name of names) {
    it(`${name} is valid against the schema and is read`, () => {
      const document = fixture(name);
      assert.ok(validate(document), JSON.stringify(validate.errors));
      assert.equal(readArtefact(JSON.stringify(document)).name, name);
    });
  }
});

describe('a broken model.json', () => {
  /** JSON Schema cannot compare two lists of names. */
  const beyondSchema = ['input.x-order', 'input.required'];
  const breaks: [key: string, change: (document: Broken) => void][] = [
    ['name', (document) => (document['name'] = '')],
    ['version', (document) => delete document['version']],
    ['task', (document) => (document['task'] = 'guessing')],
    ['runtime', (document) => (document['runtime'] = 'java')],
    ['input', (document) => delete (document as Partial<Broken>).input],
    ['input.x-order', (document) => (document.input['x-order'] = ['zone'])],
    ['input.required', (document) => (document.input['required'] = ['nothing'])],
    ['input.properties', (document) => (document.input['properties'] = [])],
    [
      'input.properties.zone.type',
      ({ input }) => ((input['properties'] as Record<string, object>)['zone'] = { type: 'colour' }),
    ],
    ['outputs', (document) => (document['outputs'] = [])],
    ['outputs[0]', (document) => (document['outputs'] = [{ name: 'claims' }])],
    [
      'outputs[0].probabilities',
      (document) => (document['outputs'] = [{ name: 'a', onnx: 'b', probabilities: {} }]),
    ],
    ['outputs[0].column', (document) => (document['outputs'] = [{ name: 'a', onnx: 'b', column: -1 }])],
    ['examples[0]', (document) => (document['examples'] = ['row'])],
    ['golden.tolerance', (document) => (document.golden['tolerance'] = -1)],
    ['golden.rows[0]', (document) => (document.golden['rows'] = [{ row: {} }])],
    ['metrics[0]', (document) => (document['metrics'] = [{}])],
    ['training', (document) => delete document['training']],
    ['files', (document) => (document['files'] = { 'model.onnx': 'abc' })],
  ];
  for (const [key, change] of breaks) {
    it(`is refused by name of ${key}, by the reader${beyondSchema.includes(key) ? '' : ' and by the schema'}`, () => {
      const document = fixture('frequency');
      change(document);
      assert.equal(validate(document), beyondSchema.includes(key));
      assert.throws(
        () => readArtefact(JSON.stringify(document)),
        (error) => {
          assert.ok(error instanceof Failure);
          assert.equal(error.code, 'artefact-broken');
          assert.match(
            error.message,
            new RegExp(`^model\\.json: "${key.replaceAll(/[.[\]]/g, '\\$&')}" must be `),
          );
          return true;
        },
      );
    });
  }
});
