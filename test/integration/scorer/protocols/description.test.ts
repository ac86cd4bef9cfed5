import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { FIXTURES, readModelJson, start, stopAll } from '../scorerInProcess';

interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> };
  tags: string[];
  security?: unknown[];
  responses: Record<string, { content?: Record<string, { schema?: object; example?: unknown }> }>;
}

interface OpenApi {
  servers: { url: string }[];
  tags: { name: string }[];
  security?: unknown[];
  components: { securitySchemes?: object };
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
        const said = operation.responses['200']?.content?.['application/json']?.example;
        if (said === undefined) assert.ok(!content, `${path} shows no answer`);
        else assert.deepEqual(rounded(said), rounded(JSON.parse(answer.text)), path);
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

  it('keeps to OpenAPI 3.1', async () => {
    const { send } = await start(`${FIXTURES}/classification`, { token: 'word' });
    const headers = { authorization: 'Bearer word' };
    const openapi = JSON.parse((await send('GET', '/openapi.json', undefined, headers)).text) as OpenApi;
    const tags = openapi.tags.map(({ name }) => name);
    const references = JSON.stringify(openapi).matchAll(/"\$ref":"#\/([^"]+)"/g);
    for (const [, pointer = ''] of references) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], openapi);
      assert.equal(typeof target, 'object', pointer);
    }
    assert.deepEqual(openapi.security, [{ token: [] }]);
    assert.deepEqual(openapi.components.securitySchemes, { token: { type: 'http', scheme: 'bearer' } });
    for (const [path, methods] of Object.entries(openapi.paths)) {
      assert.match(path, /^\/[\w/.:-]*$/);
      for (const [method, { operationId, tags: own, responses, security }] of Object.entries(methods)) {
        assert.match(operationId, /^\w+$/);
        assert.ok(own.length === 1 && tags.includes(own[0] ?? ''), path);
        for (const [status, response] of Object.entries(responses)) {
          assert.match(status, /^[2-5]\d\d$/);
          assert.equal(typeof (response as { description?: unknown }).description, 'string');
        }
        // What it says of the token is so.
        const answer = await send(method.toUpperCase(), path);
        assert.equal(answer.status === 401, security === undefined, path);
        assert.equal(answer.status === 401, '401' in responses, path);
      }
    }
  });

  it('names the prefix that a front desk strips, and no other text of that header', async () => {
    const { send } = await start(`${FIXTURES}/forest`);
    const server = async (path: string, prefix?: string): Promise<string | undefined> => {
      const headers: Record<string, string> = prefix === undefined ? {} : { 'x-forwarded-prefix': prefix };
      const answer = await send('GET', path, undefined, headers);
      assert.equal(answer.status, 200, answer.text);
      return (JSON.parse(answer.text) as OpenApi).servers[0]?.url;
    };
    assert.equal(await server('/openapi.json', '/test/forest'), '/test/forest');
    assert.equal(await server('/openapi.json', '/test/forest/'), '/test/forest');
    for (const prefix of [
      undefined,
      '',
      '/',
      'test',
      '//evil.example',
      '/a//b',
      '/../x',
      'https://evil.example/',
      '/a"b',
      '/<b>',
      '/a?b',
      '/a, /b',
      `/${'a'.repeat(300)}`,
    ]) {
      assert.equal(await server('/openapi.json', prefix), '.', prefix);
    }
    assert.equal(await server('/v2/docs/dataplane.json'), '../..');
    assert.equal(await server('/v2/models/forest/docs/dataplane.json'), '../../../..');
    assert.equal(await server('/v2/models/forest/versions/1.0.0/docs/dataplane.json', '/p'), '/p');
  });

  it("has MLServer's pages, of the model that is served", async () => {
    const { send } = await start(`${FIXTURES}/forest`);
    for (const path of [
      '/docs',
      '/v2/docs',
      '/v2/models/forest/docs',
      '/v2/models/forest/versions/1.0.0/docs',
    ]) {
      const answer = await send('GET', path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
      assert.match(
        String(answer.headers['content-security-policy']),
        /^default-src 'none'; script-src 'self';/,
      );
      const from = `http://scorer${path}`;
      const [, script = ''] = /<script src="([^"]*)"/.exec(answer.text) ?? [];
      assert.equal(new URL(script, from).pathname, '/docs/page.js');
    }
    for (const path of ['/v2/models/other/docs', '/v2/models/forest/versions/2/docs', '/v2/docs/other']) {
      assert.equal((await send('GET', path)).status, 404, path);
    }
    assert.equal((await send('POST', '/docs')).status, 405);
  });
});

/** Numbers to the agreement of a golden row, and without what differs from request to request. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key === 'request_id') return 'id';
      return typeof part === 'number' && !Number.isInteger(part) ? Number(part.toPrecision(5)) : part;
    }),
  );
}
