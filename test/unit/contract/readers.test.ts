import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import artefactSchema from '../../../contract/artefact.schema.json';
import { Failure } from '../../../contract/failure';
import projectSchema from '../../../contract/project.schema.json';
import { readProjectFile } from '../../../contract/project';
import { requireNoPython } from '../../../contract/pythonNeeded';
import { readArtefact } from '../../../contract/readArtefact';

const fixtures = path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'released');
const released = (file: string): string => readFileSync(path.join(fixtures, file), 'utf8');

function failure(read: () => unknown): Failure {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return assert.fail('nothing was refused');
}

describe('bellhop.json', () => {
  const valid = new Ajv().compile(projectSchema);

  it('of schema 1 is read, and its JSON Schema accepts it', () => {
    const text = released('bellhop.schema-1.json');
    assert.ok(valid(JSON.parse(text)));
    assert.deepEqual(readProjectFile(text), {
      schema: 1,
      kind: 'model',
      name: 'Claim Frequency',
      package: 'claim_frequency',
      artefact: 'src/claim_frequency/artefacts',
    });
  });

  it('of a newer schema is refused with both numbers and the version needed', () => {
    const text = JSON.stringify({
      ...JSON.parse(released('bellhop.schema-1.json')),
      schema: 7,
      bellhop: '4.2.0',
    });
    const { code, message, next } = failure(() => readProjectFile(text));
    assert.equal(code, 'schema-newer');
    assert.match(message, /bellhop\.json has schema 7; this Bellhop reads up to 1/);
    assert.match(next, /4\.2\.0/);
  });

  for (const [key, value] of [
    ['kind', 'modle'],
    ['name', ''],
    ['package', 'claim-frequency; rm'],
    ['artefact', '../elsewhere'],
    ['artefact', '/etc'],
    ['artefact', 'C:\\temp'],
    ['upgrade', 'auto'],
    ['artefact', 'src/../../elsewhere'],
  ] as const) {
    it(`with ${key} = ${JSON.stringify(value)} is refused by that name`, () => {
      const text = JSON.stringify({ ...JSON.parse(released('bellhop.schema-1.json')), [key]: value });
      assert.match(
        failure(() => readProjectFile(text)).message,
        new RegExp(`bellhop.json: "${key}" must be`),
      );
    });
  }

  it('needs an artefact of a model project, not of an API project', () => {
    const file = { schema: 1, kind: 'api', name: 'Claims', package: 'claims_api' };
    assert.ok(valid(file));
    assert.deepEqual(readProjectFile(JSON.stringify(file)), file);
    const upgraded = { ...file, upgrade: 'auto' };
    assert.ok(valid(upgraded));
    assert.deepEqual(readProjectFile(JSON.stringify(upgraded)), upgraded);
    const never = { ...file, upgrade: 'never' };
    assert.ok(!valid(never));
    assert.match(failure(() => readProjectFile(JSON.stringify(never))).message, /"upgrade" must be/);
    const model = { ...file, kind: 'model' };
    assert.ok(!valid(model));
    assert.match(failure(() => readProjectFile(JSON.stringify(model))).message, /"artefact" must be/);
    assert.match(
      failure(() => readProjectFile(JSON.stringify({ ...file, artefact: '../elsewhere' }))).message,
      /"artefact" must be/,
    );
  });

  it('that is no JSON is refused with the place', () => {
    assert.match(failure(() => readProjectFile('{"schema": 1,')).message, /bellhop\.json is not valid JSON/);
  });
});

describe('model.json', () => {
  const ajv = new Ajv2020({ strictTypes: false, strictTuples: false });
  addFormats(ajv);
  const valid = ajv.compile(artefactSchema);
  const document = (): Record<string, unknown> =>
    JSON.parse(released('model.schema-1.json')) as Record<string, unknown>;

  it('of schema 1 is read, and its JSON Schema accepts it', () => {
    assert.ok(valid(document()), JSON.stringify(valid.errors));
    assert.equal(readArtefact(released('model.schema-1.json')).name, 'claim-frequency');
  });

  it('keeps keys that this Bellhop does not know', () => {
    const artefact = readArtefact(JSON.stringify({ ...document(), mood: 'good' }));
    assert.equal((artefact as unknown as Record<string, unknown>)['mood'], 'good');
  });

  for (const key of [
    'name',
    'version',
    'task',
    'runtime',
    'input',
    'outputs',
    'golden',
    'training',
    'files',
  ]) {
    it(`without "${key}" is refused by that name, by reader and JSON Schema alike`, () => {
      const rest = Object.fromEntries(Object.entries(document()).filter(([name]) => name !== key));
      assert.equal(valid(rest), false);
      assert.match(failure(() => readArtefact(JSON.stringify(rest))).message, new RegExp(`"${key}" must be`));
    });
  }

  it('of a model that adds up is read, and its JSON Schema accepts it', () => {
    const base = { Kilometres: '2', Zone: '4', Bonus: 7, Make: '9' };
    const artefact = { ...document(), additive: { link: 'log', base } };
    assert.ok(valid(artefact), JSON.stringify(valid.errors));
    assert.deepEqual(readArtefact(JSON.stringify(artefact)).additive, { link: 'log', base });
    assert.equal(readArtefact(JSON.stringify(document())).additive, undefined);
  });

  for (const [key, wrong] of [
    ['additive', 'log'],
    ['additive.link', { link: 'probit', base: {} }],
    ['additive.base', { link: 'log' }],
    ['additive.base', { link: 'log', base: { Zone: ['4'] } }],
  ] as const) {
    it(`with ${key} of ${JSON.stringify(wrong)} is refused by that name, by reader and JSON Schema alike`, () => {
      const artefact = { ...document(), additive: wrong };
      assert.equal(valid(artefact), false);
      const { message } = failure(() => readArtefact(JSON.stringify(artefact)));
      assert.match(message, new RegExp(`"${key}" must be`));
    });
  }

  it('whose base row lacks a column is refused, since shares are measured against a whole row', () => {
    const artefact = { ...document(), additive: { link: 'log', base: { Zone: '4' } } };
    const { message } = failure(() => readArtefact(JSON.stringify(artefact)));
    assert.match(message, /"additive\.base" must be a row with a value for every column/);
  });

  const python = { module: 'claim_frequency.worker', trusted: ['claim_frequency.model.checked'] };

  it('of a model for Python is read, and its JSON Schema accepts it', () => {
    const artefact = { ...document(), runtime: 'python', python };
    assert.ok(valid(artefact), JSON.stringify(valid.errors));
    assert.deepEqual(readArtefact(JSON.stringify(artefact)).python, python);
  });

  for (const [key, wrong] of [
    ['python', undefined],
    ['python.module', { ...python, module: '-c print()' }],
    ['python.module', { ...python, module: 'a..b' }],
    ['python.trusted', { ...python, trusted: 'all' }],
  ] as const) {
    it(`of a model for Python with ${JSON.stringify(wrong)} is refused at ${key}, by both alike`, () => {
      const artefact = { ...document(), runtime: 'python', python: wrong };
      assert.equal(valid(JSON.parse(JSON.stringify(artefact))), false);
      const { message } = failure(() => readArtefact(JSON.stringify(artefact)));
      assert.ok(message.includes(`"${key}" must be`), message);
    });
  }

  it('of a model for Python is refused where there is none, such as in a container', () => {
    const text = JSON.stringify({ ...document(), runtime: 'python', python });
    const { code, next } = failure(() => requireNoPython(readArtefact(text)));
    assert.equal(code, 'python-needed');
    assert.match(next, /embedded scorer/);
    requireNoPython(readArtefact(released('model.schema-1.json')));
  });

  it('whose order of columns leaves one out is refused', () => {
    const broken = document();
    (broken['input'] as { 'x-order': string[] })['x-order'].pop();
    assert.match(failure(() => readArtefact(JSON.stringify(broken))).message, /input\.x-order/);
  });
});
