import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Artefact, Prediction } from '../../../contract/artefact';
import type { ExamplesResponse, PredictResponse } from '../../../contract/scoring';
import { disagreement } from '../../../local-server/model/golden';
import { CARRIERS, carry } from '../scorer/protocols/carriers';
import { CASES, outcomeOf, rowsOf, type PolicyCase } from '../scorer/protocols/policyCases';
import {
  changeModelJson,
  copyOf,
  readiness,
  readModelJson,
  refused,
  scored,
  sendTo,
  start,
  stopAll,
  type Answer,
  type Running,
} from '../scorer/scorerInProcess';
import { makeApiProject, packageOf, serve, type ApiProject, type Served } from './apiProject';

const NAMES = ['classification', 'forest', 'frequency', 'two-outputs', 'types'];
const JSON_BODY = { 'content-type': 'application/json' };

type Send = Running['send'];

/** The Flask API and the scorer, side by side on the same artefact. */
interface Pair {
  artefact: Artefact;
  api: Send;
  scorer: Send;
}

function assertAgree(
  given: readonly Prediction[],
  expected: readonly Prediction[],
  artefact: Artefact,
): void {
  assert.equal(given.length, expected.length);
  for (const [row, prediction] of given.entries()) {
    assert.equal(disagreement(prediction, expected[row] ?? null, artefact.golden), undefined, `row ${row}`);
  }
}

describe('The Flask API, by the contract of the scorer', function () {
  this.timeout('10m');
  let outputDir: string;
  let project: ApiProject;
  const served = new Map<string, Served>();

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-api-'));
    project = await makeApiProject(outputDir);
  });
  afterEach(stopAll);
  after(async () => {
    await Promise.all([...served.values()].map((one) => one.end()));
    await rm(outputDir, { recursive: true, force: true });
  });

  /** Both on an artefact of the fixtures, with what a case changes of its columns. An API goes on for the next case. */
  async function pair({
    artefact: name,
    schema = {},
  }: Pick<PolicyCase, 'artefact' | 'schema'>): Promise<Pair> {
    const folder = copyOf(name);
    const changes = Object.entries(schema);
    if (changes.length > 0) {
      changeModelJson(folder, (artefact) => {
        for (const [column, change] of changes) {
          Object.assign(artefact.input.properties[column] ?? {}, change);
        }
        // They may hold what the columns of the case do not take.
        artefact.golden.rows = [];
      });
    }
    const key = JSON.stringify([name, schema]);
    let api = served.get(key);
    if (!api) {
      const modelPackage = await packageOf(folder, path.join(outputDir, `package-${served.size}`));
      api = await serve(project, modelPackage);
      served.set(key, api);
    }
    const { port } = api;
    const { send } = await start(folder);
    return {
      artefact: readModelJson(folder),
      api: (method, where, body, headers) => sendTo(port, method, where, body, headers),
      scorer: send,
    };
  }

  for (const name of NAMES) {
    it(`scores ${name} as the scorer does, and describes itself truly`, async () => {
      const { artefact, api, scorer } = await pair({ artefact: name });
      const same = async (where: string): Promise<string> => {
        const [given, expected] = await Promise.all([api('GET', where), scorer('GET', where)]);
        assert.equal(given.status, 200, given.text);
        assert.deepEqual(JSON.parse(given.text), JSON.parse(expected.text));
        return given.text;
      };
      await same('/schema');
      const { examples } = JSON.parse(await same('/examples')) as ExamplesResponse;

      const openapi = JSON.parse((await api('GET', '/openapi.json')).text) as { paths: object };
      const ajv = new Ajv2020({ strict: false });
      addFormats(ajv);
      ajv.addSchema(openapi, 'openapi');
      const assertIs = (schema: string, text: string): void => {
        const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`) ?? assert.fail(schema);
        assert.ok(validate(JSON.parse(text)), `${schema}: ${JSON.stringify(validate.errors)}`);
      };
      const rows = [...examples.flatMap((one) => one.rows), ...artefact.golden.rows.map(({ row }) => row)];
      const body = JSON.stringify({ rows });
      const [given, expected] = await Promise.all(
        [api, scorer].map((send) => send('POST', '/predict', body, JSON_BODY)),
      );
      assert.ok(given && expected);
      assertIs('PredictRequest', body);
      assertIs('PredictResponse', given.text);
      const { predictions, model, warnings } = scored(given);
      const byScorer = scored(expected);
      assert.deepEqual([model, warnings], [byScorer.model, byScorer.warnings]);
      assertAgree(predictions, byScorer.predictions, artefact);

      const [ready, readyScorer] = await Promise.all(
        [api, scorer].map((send) => send('GET', '/health/ready')),
      );
      assert.ok(ready && readyScorer);
      assert.deepEqual(readiness(ready), readiness(readyScorer), 'the same digest, too');
      assertIs('Readiness', ready.text);
      const problem = await api('POST', '/predict', '{"rows":[{}]}', JSON_BODY);
      refused(problem, 400);
      assertIs('Problem', problem.text);
    });
  }

  const [own] = CARRIERS;
  for (const policy of CASES) {
    it(`${policy.case}: ${policy.happens}`, async () => {
      assert.ok(own);
      const { artefact, api, scorer } = await pair(policy);
      const { rows, named } = rowsOf(policy);
      const model = { name: policy.artefact, columns: artefact.input['x-order'] };
      const answerOf = async (send: Send): Promise<Answer> =>
        (await carry(own, { send }, model, rows, named))?.answer ?? assert.fail('cannot be said');
      const [given, expected] = [await answerOf(api), await answerOf(scorer)];
      const outcome = outcomeOf(policy, own);
      assert.equal(given.status, outcome.status, given.text);
      if (outcome.status === 200) {
        const [answer, byScorer] = [given, expected].map(({ text }) => JSON.parse(text) as PredictResponse);
        assert.ok(answer && byScorer);
        assert.deepEqual(answer.warnings, byScorer.warnings);
        assertAgree(answer.predictions, byScorer.predictions, artefact);
        return;
      }
      const { errors, detail } = refused(given, outcome.status);
      assert.deepEqual(errors, refused(expected, outcome.status).errors);
      if (outcome.says !== undefined) assert.ok(detail.startsWith(outcome.says), detail);
    });
  }

  for (const [what, method, where, body, type] of [
    ['no JSON', 'POST', '/predict', '{"rows":', 'application/json'],
    ['no rows', 'POST', '/predict', '[]', 'application/json'],
    ['another type', 'POST', '/predict', '{"rows":[{}]}', 'text/plain'],
    ['another charset', 'POST', '/predict', '{"rows":[{}]}', 'application/json; charset=latin-1'],
    ['too large a body', 'POST', '/predict', `"${' '.repeat(9 * 1024 * 1024)}"`, 'application/json'],
    ['a method that there is not', 'DELETE', '/predict', undefined, ''],
    ['another method of a page', 'POST', '/schema', '{}', 'application/json'],
    ['nothing at a path', 'GET', '/nothing', undefined, ''],
    ['a path with a slash more', 'POST', '/predict/', '{}', 'application/json'],
  ] as const) {
    it(`refuses with the same status: ${what}`, async () => {
      const { api, scorer } = await pair({ artefact: 'frequency' });
      const ask = (send: Send): Promise<Answer> =>
        send(method, where, body, type ? { 'content-type': type } : {});
      const [given, expected] = [await ask(api), await ask(scorer)];
      refused(given, expected.status);
      assert.equal(given.headers['allow'], expected.headers['allow']);
    });
  }

  it('repeats the same request ids, and no others', async () => {
    const { api } = await pair({ artefact: 'frequency' });
    for (const id of ['abc-1.2:3', '<script>', 'x'.repeat(129), 'a b']) {
      const answer = await api('GET', '/schema', undefined, { 'x-request-id': id });
      const given = String(answer.headers['x-request-id']);
      if (id === 'abc-1.2:3') assert.equal(given, id);
      else assert.match(given, /^[0-9a-f-]{36}$/);
    }
  });
});
