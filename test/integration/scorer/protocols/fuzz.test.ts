import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { Row } from '../../../../contract/artefact';
import { FIXTURES, readModelJson, scored, sendTo, start, stopAll } from '../scorerInProcess';
import { Fuzzer } from './fuzzedRequests';
import { metadataOf } from './tensors';

/** `FUZZ_COUNT=10000` makes the long proof of it; the seed names what failed. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const COUNT = Number(process.env['FUZZ_COUNT'] ?? 500);
const MODELS = ['classification', 'forest', 'frequency', 'types'];

describe(`${COUNT} spoilt requests to every route`, () => {
  const agent = new Agent({ keepAlive: true });
  after(() => agent.destroy());
  afterEach(stopAll);

  for (const [index, name] of MODELS.entries()) {
    it(`are answered or refused by ${name}: no 5xx, nothing given away, and it scores as before`, async () => {
      // Told to listen everywhere, it is not to be unloaded over HTTP.
      const scorer = await start(`${FIXTURES}/${name}`, { host: '0.0.0.0' });
      const artefact = readModelJson(`${FIXTURES}/${name}`);
      const rows: Row[] = artefact.golden.rows.map(({ row }) => row);
      const { predictions } = scored(await scorer.predict(rows));
      const fuzzer = new Fuzzer(SEED + index, artefact, await metadataOf(scorer, name));
      const statuses = new Map<number, number>();
      for (let request = 0; request < COUNT / MODELS.length; request++) {
        const { method, path, body, headers } = fuzzer.next();
        const what = `seed ${SEED + index}, request ${request}: ${method} ${path} ${body.toString('utf8').slice(0, 300)}`;
        // Node sends some methods' bodies without their length.
        const whole = { ...headers, 'content-length': String(body.length) };
        const answer = await sendTo(scorer.port, method, path, body, whole, agent);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status} to ${what}`);
        // The script of the documentation is source, which names errors; it is the same whatever is asked.
        const isSource = String(answer.headers['content-type']).startsWith('text/javascript');
        assert.doesNotMatch(
          isSource ? '' : answer.bytes.toString('latin1'),
          /\bat .+:\d+:\d+|\/work\/|\/tmp\/|node_modules|local-server|TypeError|ReferenceError|RangeError/,
          what,
        );
        const isRefused = answer.status >= 400 && method !== 'HEAD';
        if (isRefused) assert.match(answer.text, /^\{"(?:type|error|error_code)":".*\}$/, what);
      }
      // It proves nothing where all are refused at the door.
      for (const status of [200, 400]) {
        assert.ok((statuses.get(status) ?? 0) > COUNT / 100, `few with ${status}`);
      }
      assert.deepEqual(scored(await scorer.predict(rows)).predictions, predictions);
      assert.deepEqual(
        scorer.log.filter(({ level }) => level === 'error'),
        [],
      );
    }).timeout(20_000 + COUNT * 20);
  }
});
