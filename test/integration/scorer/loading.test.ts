import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Artefact } from '../../../contract/artefact';
import {
  changeModelJson,
  copyOf,
  FIXTURES,
  readiness,
  replaceGraph,
  start,
  stopAll,
} from './scorerInProcess';

/** Each way an artefact can be wrong, the code of its Failure, and what the message must name. */
const WRONG: [what: string, fixture: string, spoil: (folder: string) => void, code: string, says: RegExp][] =
  [
    [
      'an empty folder',
      'frequency',
      (folder) => ['model.json', 'model.onnx'].forEach((file) => rmSync(join(folder, file))),
      'artefact-missing',
      /^model\.json is missing/,
    ],
    [
      'a model.json that is not JSON',
      'frequency',
      (folder) => writeFileSync(join(folder, 'model.json'), '{"schema": 1,'),
      'artefact-broken',
      /^model\.json is not valid JSON/,
    ],
    [
      'a model.json without outputs',
      'frequency',
      change((artefact) => (artefact.outputs = [])),
      'artefact-broken',
      /^model\.json: "outputs"/,
    ],
    [
      'a model.json of a newer format',
      'frequency',
      change((artefact) => (artefact.schema = 2)),
      'schema-newer',
      /^model\.json has schema 2; this Bellhop reads up to 1/,
    ],
    [
      'a missing model.onnx',
      'frequency',
      (folder) => rmSync(join(folder, 'model.onnx')),
      'file-missing',
      /^model\.onnx is missing/,
    ],
    [
      'a model.onnx that is cut off',
      'forest',
      (folder) => writeFileSync(join(folder, 'model.onnx'), graphOf('forest').subarray(0, 5000)),
      'digest-mismatch',
      /^model\.onnx is not the file that model\.json describes/,
    ],
    [
      'a model.onnx that is no graph, although model.json describes it',
      'forest',
      (folder) => replaceGraph(folder, graphOf('forest').subarray(0, 5000)),
      'graph-broken',
      /^model\.onnx cannot be loaded by the native runtime: ./,
    ],
    [
      'a graph that contradicts itself, of which the runtime says where in its source it saw it',
      'frequency',
      (folder) => {
        const text = graphOf('frequency').toString('latin1');
        const at = text.lastIndexOf('variable');
        replaceGraph(folder, Buffer.from(`${text.slice(0, at)}variabye${text.slice(at + 8)}`, 'latin1'));
      },
      'graph-broken',
      /native runtime: This is an invalid model\. Graph output \(variabye\) does not exist/,
    ],
    [
      'a graph of another model',
      'frequency',
      (folder) => replaceGraph(folder, graphOf('forest')),
      'inputs-mismatch',
      /the graph lacks "zone", "make", "kilometres", "bonus"; model\.json lacks "a", "b", "c", "d"/,
    ],
    [
      'a column of another type than the graph input',
      'frequency',
      change(({ input }) => (input.properties['zone'] = { type: 'number' })),
      'inputs-mismatch',
      /the number column "zone" meets a graph input of type string/,
    ],
    [
      'a column that may be null where the graph has integers',
      'frequency',
      change(({ input }) => (input.properties['bonus'] = { type: ['integer', 'null'] })),
      'inputs-mismatch',
      /the integer column "bonus" may be null/,
    ],
    [
      'an output that the graph lacks',
      'two-outputs',
      change(({ outputs }) => Object.assign(outputs[0] ?? {}, { onnx: 'claim_out' })),
      'outputs-mismatch',
      /the graph lacks "claim_out" \(it has "claims_out", "cost_out", "unused"\)/,
    ],
    [
      'probabilities with a label too many',
      'forest',
      change(({ outputs }) => outputs[0]?.probabilities?.labels.push(2)),
      'golden-mismatch',
      /output "probabilities" has 40 values instead of 60/,
    ],
    [
      'a golden score that the graph does not give',
      'two-outputs',
      change(({ golden }) => Object.assign(golden.rows[1] ?? {}, { prediction: { claims: 0, cost: 1 } })),
      'golden-mismatch',
      /^model\.onnx does not give the golden scores of model\.json: golden row 1 "cost" scores 0 instead of 1/,
    ],
    [
      'a golden label that the graph does not give',
      'classification',
      change(({ golden }) => Object.assign(golden.rows[0]?.prediction as object, { label: 'maybe' })),
      'golden-mismatch',
      /golden row 0 "label" scores "\w+" instead of "maybe"/,
    ],
    [
      'a golden row that is not valid',
      'two-outputs',
      change(({ golden }) => Object.assign(golden.rows[2]?.row ?? {}, { years: 'x' })),
      'golden-mismatch',
      /golden row 2 has no valid "years" \(an integer\)/,
    ],
    [
      'a model that needs Python, for a scorer without it',
      'forest',
      (folder) => {
        writeFileSync(join(folder, 'model.skops'), '');
        change((artefact) => {
          artefact.runtime = 'python';
          artefact.python = { module: 'forest.worker', trusted: [] };
          artefact.files = { 'model.skops': createHash('sha256').digest('hex') };
        })(folder);
      },
      'python-needed',
      /only the Python of its own project scores it, and this scorer has none/,
    ],
    [
      'a model that needs Python, without the name of its worker',
      'forest',
      change((artefact) => (artefact.runtime = 'python')),
      'artefact-broken',
      /"python" must be an object/,
    ],
    [
      'a model that needs Python, with a worker that is no module',
      'forest',
      change((artefact) => {
        artefact.runtime = 'python';
        artefact.python = { module: '-c print(1)', trusted: [] };
      }),
      'artefact-broken',
      /"python\.module" must be the name of a Python module/,
    ],
    [
      'a file list without the graph',
      'forest',
      change((artefact) => (artefact.files = {})),
      'artefact-broken',
      /"files" does not name model\.onnx/,
    ],
    [
      'a file list that leaves the folder',
      'forest',
      change((artefact) => (artefact.files['../secret'] = artefact.files['model.onnx'] ?? '')),
      'artefact-broken',
      /"files" names "\.\.\/secret", which is not a file beside it/,
    ],
  ];

function change(edit: (artefact: Artefact) => void): (folder: string) => void {
  return (folder) => changeModelJson(folder, edit);
}

function graphOf(name: string): Buffer {
  return readFileSync(join(FIXTURES, name, 'model.onnx'));
}

describe('an artefact is refused, naming the file, the cause and the next step:', () => {
  afterEach(stopAll);
  for (const [what, fixture, spoil, code, says] of WRONG) {
    it(what, async () => {
      const folder = copyOf(fixture);
      spoil(folder);
      const scorer = await start(folder);
      assert.deepEqual(
        scorer.refused.map((failure) => failure.code),
        [code],
      );
      const [failure] = scorer.refused;
      assert.match(failure?.message ?? '', says);
      assert.match(failure?.next ?? '', /^(Train|Restore|Correct|Update|Use) /);
      const ready = await scorer.send('GET', '/health/ready');
      assert.equal(ready.status, 503);
      const { status, reason } = readiness(ready);
      assert.equal(status, 'failed');
      assert.equal(reason, `${failure?.message} ${failure?.next}`);
      assert.ok(!ready.text.includes(folder), 'no path of the file system');
      assert.doesNotMatch(ready.text, /\/\w+\/\w+/, 'no path of the runtime');
      assert.ok(scorer.log.some(({ level, code: logged }) => level === 'warn' && logged === code));
    });
  }
});
