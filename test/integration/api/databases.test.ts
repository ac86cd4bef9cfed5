import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Artefact, Prediction, Row } from '../../../contract/artefact';
import type { PredictResponse } from '../../../contract/scoring';
import { sendByKey } from '../../../extension/requests/sendRows';
import { askByKey } from '../../../extension/requests/targets/askByKey';
import { disagreement } from '../../../local-server/model/golden';
import {
  FIXTURES,
  readModelJson,
  refused,
  scored,
  sendTo,
  until,
  type Answer,
} from '../scorer/scorerInProcess';
import { makeApiProject, packageOf, serve, type ApiProject, type Served } from './apiProject';
import { startPostgres, startRedis, type Database } from './databases';

const TYPES = path.join(FIXTURES, 'types');
const JSON_BODY = { 'content-type': 'application/json' };
/** What PostgreSQL calls the types of columns. */
const SQL_TYPES = { number: 'numeric', integer: 'bigint', boolean: 'boolean', string: 'text', date: 'date' };

interface ByKey extends PredictResponse {
  features?: Record<string, { value: unknown; from: string }>;
}

/** The statements that make a table with a column for each of the model's, and its golden rows with keys from 1. */
function tableOf({ input, golden }: Artefact): string {
  const columns = input['x-order'].map((name) => {
    const { type, format } = input.properties[name] ?? assert.fail(name);
    const kind = format === 'date' ? 'date' : typeof type === 'string' ? type : type[0];
    return `"${name}" ${SQL_TYPES[kind]}`;
  });
  const literal = (value: Row[string]): string =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? 'null');
  const rows = golden.rows.map(
    ({ row }, index) =>
      `(${[index + 1, ...input['x-order'].map((name) => literal(row[name] ?? null))].join(', ')})`,
  );
  return `create table policies (policy integer primary key, ${columns.join(', ')}); insert into policies values ${rows.join(', ')}`;
}

describe('An API project beside real databases', function () {
  this.timeout('10m');
  const password = `secret ${randomUUID()}`;
  let folder: string;
  let project: ApiProject;
  let modelPackage: string;
  let artefact: Artefact;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-api-'));
    project = await makeApiProject(folder);
    modelPackage = await packageOf(TYPES, path.join(folder, 'package'));
    artefact = readModelJson(TYPES);
    await writeFile(path.join(folder, 'policies-password'), `${password}\n`);
    await writeFile(path.join(folder, 'cache-key'), randomUUID());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function assertScore(given: Prediction | undefined, row: number): void {
    const expected = artefact.golden.rows[row]?.prediction;
    assert.ok(given !== undefined && expected !== undefined);
    assert.equal(disagreement(given, expected, artefact.golden), undefined);
  }

  describe('scoring by key with a PostgreSQL', () => {
    let database: Database;
    let served: Served;
    const ask = (key: string, body?: object): Promise<Answer> =>
      sendTo(served.port, 'POST', `/predict/${key}`, body && JSON.stringify(body), body ? JSON_BODY : {});

    before(async () => {
      database = await startPostgres(password, tableOf(artefact));
      const features = {
        url: `postgresql://scorer@127.0.0.1:${database.port}/postgres`,
        password_secret: 'policies-password',
        query: 'select * from policies where policy = :key',
        key: 'integer',
        timeout_seconds: 1,
      };
      const file = path.join(folder, 'datasources.json');
      await writeFile(file, JSON.stringify({ schema: 1, features }));
      served = await serve(project, modelPackage, { DATASOURCES_FILE: file, SECRETS_DIR: folder });
    });
    after(async () => {
      await served.end();
      await database.end();
    });

    it('gives the score of each row, whatever types the database has', async () => {
      for (const [index] of artefact.golden.rows.entries()) {
        const answer = await ask(String(index + 1));
        assertScore(scored(answer).predictions[0], index);
      }
    });

    it('tells the features used, and where each came from', async () => {
      const [name = ''] = artefact.input['x-order'];
      const [first, other] = artefact.golden.rows;
      const value = other?.row[name];
      const answer = await ask('1', { overrides: { [name]: value }, features: true });
      assert.equal(answer.status, 200, answer.text);
      const { features } = JSON.parse(answer.text) as ByKey;
      assert.deepEqual(Object.keys(features ?? {}), artefact.input['x-order']);
      for (const [column, used] of Object.entries(features ?? {})) {
        const expected =
          column === name
            ? { value, from: 'override' }
            : { value: first?.row[column] ?? null, from: 'datasource' };
        assert.deepEqual(used, expected, column);
      }
    });

    it('is what the request tester asks by key', async () => {
      const target = { url: `http://127.0.0.1:${served.port}` };
      const { signal } = new AbortController();
      assert.equal(await askByKey(target), true);
      const [name = ''] = artefact.input['x-order'];
      const overrides = { [name]: artefact.golden.rows[1]?.row[name] ?? null };
      const { prediction, features } = await sendByKey(target, { featureKey: '1', overrides }, { signal });
      assert.equal(prediction?.predictions.length, 1);
      assert.deepEqual(Object.keys(features ?? {}), artefact.input['x-order']);
      assert.equal(features?.[name]?.from, 'override');
      const unknown = await sendByKey(target, { featureKey: 'a/b', overrides: {} }, { signal });
      assert.equal(unknown.status, 404);
      assert.ok(unknown.problem?.detail);
    });

    it('knows no other key, and takes none for a statement', async () => {
      for (const key of ['999', 'abc', '1%20or%201=1', "1';drop%20table%20policies"]) {
        const { type } = refused(await ask(key), 404);
        assert.equal(type, 'urn:problem:key-unknown');
      }
      assert.equal((await ask('1')).status, 200);
    });

    it('says that a database which hangs took too long, and serves everything else meanwhile', async () => {
      const { row } = artefact.golden.rows[0] ?? assert.fail();
      database.freeze();
      try {
        const { type } = refused(await ask('1'), 504);
        assert.equal(type, 'urn:problem:data-source-timeout');
        const answer = await sendTo(
          served.port,
          'POST',
          '/predict',
          JSON.stringify({ rows: [row] }),
          JSON_BODY,
        );
        assertScore(scored(answer).predictions[0], 0);
        assert.equal((await sendTo(served.port, 'GET', '/health/ready')).status, 200);
      } finally {
        database.goOn();
      }
      await until('answered again', async () => (await ask('1')).status === 200);
    });

    it('says that a database which is away failed; its log has the cause, and no secret', async () => {
      await database.end();
      const { type } = refused(await ask('1'), 502);
      assert.equal(type, 'urn:problem:data-source-failed');
      const failed = served.log.find(({ message }) => message === 'Request failed');
      assert.match(JSON.stringify(failed), /OperationalError/);
      assert.match(String(failed?.['data_source']), /^connection failed: /);
      assert.ok(!JSON.stringify(served.log).includes(password));
    });
  });

  describe('with a Redis for a cache', () => {
    let redis: Database;
    let served: Served[];
    const body = (): string => JSON.stringify({ rows: [artefact.golden.rows[0]?.row] });
    const ask = async ({ port }: Served): Promise<void> =>
      assertScore(scored(await sendTo(port, 'POST', '/predict', body(), JSON_BODY)).predictions[0], 0);
    const counted = async ({ port }: Served, result: string): Promise<number> => {
      const { text } = await sendTo(port, 'GET', '/metrics');
      return Number(new RegExp(`^api_cache_total\\{result="${result}"\\} (.+)$`, 'm').exec(text)?.[1] ?? 0);
    };

    before(async () => {
      redis = await startRedis(password);
      const env = {
        CACHE: `redis://127.0.0.1:${redis.port}/0`,
        CACHE_PASSWORD_FILE: path.join(folder, 'policies-password'),
        CACHE_KEY_FILE: path.join(folder, 'cache-key'),
      };
      served = [await serve(project, modelPackage, env), await serve(project, modelPackage, env)];
    });
    after(async () => {
      await Promise.all(served.map((one) => one.end()));
      await redis.end();
    });

    it('one server finds what another one scored', async () => {
      const [first, second] = served;
      assert.ok(first && second);
      await ask(first);
      await ask(second);
      assert.deepEqual([await counted(first, 'miss'), await counted(first, 'hit')], [1, 0]);
      assert.deepEqual([await counted(second, 'miss'), await counted(second, 'hit')], [0, 1]);
    });

    it('a Redis that hangs or is away fails no request', async () => {
      const [first, second] = served;
      assert.ok(first && second);
      redis.freeze();
      await ask(first);
      redis.goOn();
      await redis.end();
      await ask(second);
      for (const one of [first, second]) assert.equal(await counted(one, 'failed'), 1);
    });
  });
});
