import assert from 'node:assert/strict';
import type { Artefact, Column, Output } from '../../../contract/artefact';
import { artefactChanges } from '../../../contract/artefactChanges';
import { bumpFor } from '../../../extension/publish/plan';

type Columns = Record<string, Column & { optional?: true }>;

const BEFORE: Columns = {
  age: { type: 'integer', minimum: 18, maximum: 110 },
  zone: { type: 'string', enum: ['1', '2'] },
  note: { type: ['string', 'null'], optional: true },
};
const SCORE: Output = { name: 'score', onnx: 'variable' };
const LABEL: Output = { name: 'label', onnx: 'label', probabilities: { onnx: 'p', labels: ['a', 'b'] } };

function model(columns: Columns, rest: Partial<Artefact> = {}): Artefact {
  const names = Object.keys(columns);
  const properties = Object.fromEntries(
    names.map((name) => {
      const column: Record<string, unknown> = { type: 'number', ...columns[name] };
      delete column['optional'];
      return [name, column];
    }),
  );
  const required = names.filter((name) => columns[name]?.optional !== true);
  const input = { type: 'object', 'x-order': names, properties, required };
  return { task: 'frequency', runtime: 'onnx', outputs: [SCORE], input, ...rest } as unknown as Artefact;
}

const changed = (columns: Partial<Columns>, rest: Partial<Artefact> = {}, before: Partial<Artefact> = {}) => {
  const merged = Object.entries({ ...BEFORE, ...columns }).filter(([, column]) => column !== undefined);
  return artefactChanges(model(BEFORE, before), model(Object.fromEntries(merged) as Columns, rest));
};
const kinds = (...given: Parameters<typeof changed>) => changed(...given).map(({ kind }) => kind);
const { age, zone, note } = BEFORE as { age: Column; zone: Column; note: Column };

describe('what a new version of a model changes', () => {
  it('is nothing where only titles, labels and what training saw differ', () => {
    const observed = { minimum: 18, maximum: 80 };
    assert.deepEqual(changed({ age: { ...age, title: 'Age', 'x-observed': observed } }), []);
  });

  it('breaks callers where a row that scored is refused', () => {
    const breaking: Partial<Columns>[] = [
      { power: { type: 'number' } },
      { age: { ...age, type: 'boolean' } },
      { note: { type: ['string', 'null'] } },
      { age: { ...age, minimum: 21 } },
      { age: { ...age, maximum: 99 } },
      { zone: { ...zone, enum: ['1'] } },
      { age: { ...age, 'x-on-unseen': 'reject', 'x-observed': { minimum: 20, maximum: 110 } } },
      { note: { ...note, format: 'date', optional: true } },
      { age: { ...age, 'x-unit': 'months' } },
    ];
    for (const columns of breaking) {
      assert.deepEqual(kinds(columns), ['breaking'], JSON.stringify(columns));
    }
  });

  it('adds where more can be sent, and every row still scores', () => {
    const additions: Partial<Columns>[] = [
      { power: { type: 'number', optional: true } },
      { age: { ...age, type: 'number' } },
      { zone: { ...zone, optional: true } },
      { age: { ...age, minimum: 16 } },
      { age: { type: 'integer', minimum: 18 } },
      { zone: { ...zone, enum: ['1', '2', '3'] } },
      { zone: { type: 'string' } },
      { zone: { ...zone, type: ['string', 'null'] } },
    ];
    for (const columns of additions) {
      assert.deepEqual(kinds(columns), ['addition'], JSON.stringify(columns));
    }
  });

  it('tells a renamed column by both halves, and the new required one breaks', () => {
    const renamed = model({ years: age, zone, note: { ...note, optional: true } });
    const changes = artefactChanges(model(BEFORE), renamed);
    assert.deepEqual(changes, [
      { kind: 'breaking', text: 'Column "years" is new and required' },
      { kind: 'addition', text: 'Column "age" is gone; a row that has it scores with a warning' },
    ]);
  });

  it('breaks callers where an answer looks or means another thing', () => {
    const three: Output = { ...LABEL, probabilities: { onnx: 'p', labels: ['c', 'b', 'a'] } };
    const turned: Output = { ...LABEL, probabilities: { onnx: 'p', labels: ['b', 'a'] } };
    assert.deepEqual(kinds({}, { outputs: [LABEL] }), ['breaking']);
    assert.deepEqual(kinds({}, { outputs: [three] }, { outputs: [LABEL] }), ['breaking']);
    assert.deepEqual(kinds({}, { outputs: [turned] }, { outputs: [LABEL] }), []);
    assert.deepEqual(kinds({}, { outputs: [{ ...SCORE, unit: 'SEK' }] }), ['breaking']);
    assert.deepEqual(kinds({}, { outputs: [SCORE, LABEL] }), ['breaking', 'addition']);
    assert.deepEqual(kinds({}, { task: 'severity' }), ['breaking']);
    assert.deepEqual(kinds({}, { threshold: 0.2 }), ['note']);
  });

  it('decides the step of the version', () => {
    const same = { rows: 10, changed: 0 };
    assert.equal(bumpFor([{ kind: 'breaking', text: '' }], same), 'major');
    assert.equal(bumpFor([], { refused: 'why' }), 'major');
    assert.equal(bumpFor([{ kind: 'addition', text: '' }], same), 'minor');
    assert.equal(bumpFor([], { rows: 10, changed: 1 }), 'minor');
    assert.equal(bumpFor([{ kind: 'note', text: '' }], same), 'patch');
  });
});
