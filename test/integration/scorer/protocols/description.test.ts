import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { FIXTURES, readModelJson, start, stopAll } from '../scorerInProcess';

interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> };
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

interface OpenApi {
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>;
}

describe('the description of every protocol', () => {
  afterEach(stopAll);
  for (const name of ['classification', 'forest', 'frequency', 'two-outputs', 'types']) {
    it(`is true for ${name}: its examples are sent unedited, and the answers are as it says`, async () => {
      const { send } = await start(`${FIXTURES}/${name}`);
      const openapi = JSON.parse((await send('GET', '/openapi.json')).text) as OpenApi;
      const ajv = new Ajv2020({ strict: false });
      addFormats(ajv);
      ajv.addSchema(openapi, 'openapi');
      const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      );
      const ids = operations.map(({ operation }) => operation.operationId);
      assert.equal(new Set(ids).size, ids.length);
      for (const { path, method, operation } of operations) {
        const content = operation.requestBody?.content['application/json'];
        const at = `openapi#/paths/${path.replaceAll('/', '~1')}/${method}`;
        const holds = (pointer: string, value: unknown): void => {
          const validate = ajv.getSchema(encodeURI(`${at}/${pointer}`)) ?? assert.fail(`${at}/${pointer}`);
          assert.ok(validate(value), `${path}: ${JSON.stringify(validate.errors)}`);
        };
        if (content) holds('requestBody/content/application~1json/schema', content.example);
        const type: Record<string, string> = content ? { 'content-type': 'application/json' } : {};
        const body = content ? JSON.stringify(content.example) : undefined;
        const answer = await send(method.toUpperCase(), path, body, type);
        assert.equal(answer.status, 200, `${path}: ${answer.text}`);
        if (answer.headers['content-type'] !== 'application/json' || answer.text.trim() === '') continue;
        holds('responses/200/content/application~1json/schema', JSON.parse(answer.text));
      }
      // Each way to score names the model's columns.
      const described = JSON.stringify(openapi.paths);
      for (const column of readModelJson(`${FIXTURES}/${name}`).input['x-order']) {
        assert.ok(described.includes(`"${column}"`), column);
      }
      assert.ok(operations.some(({ path }) => path === `/v2/models/${name}/versions/1.0.0/infer`));
      assert.ok(operations.some(({ path }) => path === `/v1/models/${name}:predict`));
      assert.ok(operations.some(({ path }) => path === '/invocations'));
    });
  }
});
