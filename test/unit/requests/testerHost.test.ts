import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import {
  MOST_ASKS,
  type HostToTester,
  type TesterTarget,
  type TesterToHost,
} from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { DrawnRows } from '../../../extension/requests/data/drawnRows';
import { History } from '../../../extension/requests/history/history';
import { TesterHost } from '../../../extension/requests/testerHost';
import type { TesterPorts, TesterTargets } from '../../../extension/requests/testerPorts';
import { answeringServer, type AnsweringServer } from './answeringServer';

const modelFile = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/artefacts/frequency/model.json'),
  'utf8',
);
const text = { send: 'Send' } as TesterText;
const embedded: TesterTarget = { id: 'scorer.process', title: 'Embedded scorer', state: 'stopped' };
const prediction = { model: { name: 'm', version: '1' }, request_id: 'r', predictions: [0.5], warnings: [] };
const send: Extract<TesterToHost, { type: 'send' }> = {
  type: 'send',
  request: 1,
  key: '/demo',
  rows: [{ zone: 'city' }],
};

describe('TesterHost', () => {
  let server: AnsweringServer;
  let url: string;
  let answer: RequestListener;
  let posted: HostToTester[];
  let model: string | undefined | Promise<string>;
  let history: History;
  let drawn: DrawnRows;
  let folder: string;
  let troubles: unknown[];

  before(async () => {
    server = await answeringServer(() => answer);
    ({ url } = server);
  });

  after(() => server.stop());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-host-'));
    history = new History(folder, () => true);
    drawn = new DrawnRows();
    troubles = [];
    posted = [];
    model = modelFile;
    answer = (_, response) => response.end(JSON.stringify(prediction));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
    assert.deepEqual(troubles, []);
  });

  const host = ({
    reach,
    targets,
    ...ports
  }: Partial<Omit<TesterPorts, 'targets'>> & {
    reach?: TesterTargets['reach'];
    targets?: Partial<TesterTargets>;
  } = {}): TesterHost =>
    new TesterHost(
      {
        current: () => ({ key: '/demo', name: 'demo', artefactFolder: '/demo/artefacts' }),
        targets: {
          chosen: () => embedded,
          list: () => [embedded],
          reach: reach ?? (() => Promise.resolve({ url })),
          lookAtAll: () => Promise.resolve(),
          look: () => Promise.resolve(),
          manage: () => undefined,
          ...targets,
        },
        history,
        drawn,
        showLog: () => undefined,
        save: () => undefined,
        pickData: () => undefined,
        showHistory: () => undefined,
        copy: () => undefined,
        editJson: () => Promise.resolve(),
        followJson: () => Promise.resolve(),
        openPage: () => undefined,
        saveFile: () => Promise.resolve(),
        isTrusted: () => true,
        onTrouble: (error) => troubles.push(error),
        ...ports,
      },
      { readModelFile: async () => model, post: (message) => posted.push(message), text },
    );

  it('tells a page that is ready its words, then the project with the model of its artefact', async () => {
    await host().handle({ type: 'ready' });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['text', 'project', 'history'],
    );
    const project = posted[1];
    assert.ok(project?.type === 'project' && project.model);
    assert.equal(project.key, '/demo');
    assert.equal(project.model.name, 'frequency');
    assert.equal(project.trusted, true);
    assert.equal('training' in project.model, false, 'nothing that no view needs');
    assert.deepEqual([project.target, project.targets], [embedded, [embedded]]);
  });

  it('says why there is no form: no project, not trained, broken', async () => {
    await host({ current: () => undefined }).postProject();
    model = undefined;
    await host().postProject();
    model = '{';
    await host().postProject();
    const [none, untrained, broken] = posted;
    assert.ok(none?.type === 'project' && none.key === undefined && none.problem === undefined);
    assert.ok(untrained?.type === 'project' && untrained.problem);
    assert.match(untrained.problem.message, /no model\.json in \/demo\/artefacts/);
    assert.match(untrained.problem.next, /Train Model/);
    assert.ok(broken?.type === 'project' && broken.problem);
    assert.match(broken.problem.message, /model\.json is not valid JSON/);
  });

  it('posts only the newest of two readings that overlap', async () => {
    const it = host();
    let release: (text: string) => void = () => undefined;
    model = new Promise((resolve) => (release = resolve));
    const slow = it.postProject();
    model = modelFile.replace('"frequency"', '"newer"');
    await it.postProject();
    release(modelFile);
    await slow;
    assert.deepEqual(
      posted.map((message) => message.type === 'project' && message.model?.name),
      ['newer'],
    );
  });

  it('starts the target before it sends, and answers with the request’s number', async () => {
    let started = 0;
    await host({ reach: () => Promise.resolve(((started += 1), { url })) }).handle(send);
    assert.equal(started, 1);
    const [reply] = posted;
    assert.ok(reply?.type === 'answer');
    assert.equal(reply.request, 1);
    assert.deepEqual(reply.answer.prediction, prediction);
  });

  it('reports a target that cannot start, and refuses in Restricted Mode and for another project', async () => {
    const failure = new Failure('busy', 'The port is busy.', 'Choose another.');
    await host({ reach: () => Promise.reject(failure) }).handle(send);
    assert.deepEqual(posted, [
      { type: 'failure', request: 1, message: 'The port is busy.', next: 'Choose another.' },
    ]);
    let started = 0;
    const reach: TesterTargets['reach'] = () => Promise.resolve(((started += 1), { url }));
    await host({ isTrusted: () => false, reach }).handle(send);
    await host({ isTrusted: () => false, reach }).handle({ type: 'start' });
    await host({ reach }).handle({ ...send, key: '/other' });
    assert.equal(started, 0);
    assert.deepEqual(
      posted
        .slice(1)
        .map((message) => message.type === 'failure' && /Restricted|changed/.exec(message.message)?.[0]),
      ['Restricted', 'Restricted', 'changed'],
    );
  });

  it('cancels the start as well as the request, without a reply', async () => {
    const starting = host({
      reach: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Cancelled()))),
    });
    const first = starting.handle(send);
    await starting.handle({ type: 'cancel', request: 7 });
    await starting.handle({ type: 'cancel', request: 1 });
    await first;
    const sending = host();
    let arrived = (): void => undefined;
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    answer = () => arrived();
    const second = sending.handle(send);
    await reached;
    await sending.handle({ type: 'cancel', request: 1 });
    await second;
    assert.deepEqual(posted, []);
  });

  it('says which request still runs, and gives the last reply again to a page that comes back', async () => {
    const it = host();
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      answer = (_, response) => {
        release = () => void response.end(JSON.stringify(prediction));
        resolve();
      };
    });
    const running = it.handle(send);
    await reached;
    await it.handle({ type: 'ready' });
    const project = posted.at(-2);
    assert.equal(project?.type === 'project' && project.running, 1);
    release();
    await running;
    posted = [];
    await it.handle({ type: 'ready' });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['text', 'answer', 'project', 'history'],
    );
    const after = posted.at(-2);
    assert.equal(after?.type === 'project' && 'running' in after, false);
  });

  it('lets the last answer be saved, with the rows that it answers, and nothing else', async () => {
    let saves = 0;
    const it = host({ save: () => (saves += 1) });
    await it.handle({ type: 'save', request: 1 });
    await it.handle(send);
    assert.deepEqual([it.answered?.rows, it.answered?.project.key], [send.rows, '/demo']);
    assert.deepEqual(it.answered?.answer.prediction, prediction);
    await it.handle({ type: 'save', request: 7 });
    assert.equal(saves, 0);
    await it.handle({ type: 'save', request: 1 });
    assert.equal(saves, 1);
    await it.handle({ type: 'ready' });
    const project = posted.at(-2);
    assert.equal(project?.type === 'project' && project.answered, 1);
    await it.handle({ ...send, request: 2, key: '/other' });
    assert.equal(it.answered, undefined, 'a request that was not answered');
  });

  it('asks by key, and keeps nothing of it: a key stands for a person', async () => {
    const features = { age: { value: 30, from: 'datasource' } };
    let seen: string | undefined;
    answer = ({ url: route }, response) => {
      seen = route;
      response.end(JSON.stringify({ ...prediction, features }));
    };
    const it = host();
    await it.handle({ type: 'sendByKey', request: 1, key: '/demo', featureKey: 'P 47', overrides: {} });
    const [reply] = posted;
    assert.ok(reply?.type === 'answer');
    assert.deepEqual([seen, reply.request, reply.answer.features], ['/predict/P%2047', 1, features]);
    assert.equal(it.answered, undefined);
    assert.deepEqual(await history.list('/demo'), []);
    await host({ isTrusted: () => false }).handle({
      type: 'sendByKey',
      request: 2,
      key: '/demo',
      featureKey: 'P 48',
      overrides: {},
    });
    assert.equal(seen, '/predict/P%2047', 'nothing is sent in Restricted Mode');
  });

  it('opens the request’s JSON in an editor with the model’s schema, and tells the page what is typed there', async () => {
    const opened: unknown[] = [];
    let type: (json: string) => void = () => undefined;
    const it = host({
      editJson: ({ key, name, model: shown }, json, changed) => {
        opened.push(key, name, shown.name, json);
        type = changed;
        return Promise.resolve();
      },
    });
    await it.handle({ type: 'editJson', key: '/demo', json: '{"rows":[' });
    assert.deepEqual(opened, ['/demo', 'demo', 'frequency', '{"rows":[']);
    type('{"rows":[{}]}');
    assert.deepEqual(posted, [{ type: 'json', key: '/demo', json: '{"rows":[{}]}' }]);
    await it.handle({ type: 'editJson', key: '/other', json: '' });
    assert.equal(opened.length, 4);
    const [, refused] = posted;
    assert.ok(refused?.type === 'failure');
    assert.match(refused.message, /project changed/);
  });

  it('ends a request that runs when the next one is sent', async () => {
    const it = host();
    let arrived = (): void => undefined;
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    answer = () => arrived();
    const first = it.handle(send);
    await reached;
    answer = (_, response) => response.end(JSON.stringify(prediction));
    await it.handle({ ...send, request: 2 });
    await first;
    assert.deepEqual(
      posted.map((message) => message.type === 'answer' && message.request),
      [2],
    );
  });

  it('sends a body as it stands, and saves it only where it holds rows', async () => {
    let body = '';
    answer = (request, response) => {
      body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.end(JSON.stringify(prediction)));
    };
    const it = host();
    await it.handle({ type: 'sendRaw', request: 1, key: '/demo', body: '{"rows": [{"zone": ' });
    assert.equal(body, '{"rows": [{"zone": ');
    assert.equal(it.answered === undefined, true);
    await it.handle({ type: 'sendRaw', request: 2, key: '/demo', body: '{"rows":[{"zone":"x"}]}' });
    assert.deepEqual(it.answered?.rows, [{ zone: 'x' }]);
  });

  it('answers what is asked beside the request, a few at a time, and keeps none of it', async () => {
    const it = host();
    await it.handle({ type: 'ask', ask: 1, key: '/demo', rows: [{ zone: 'city' }] });
    assert.deepEqual(
      posted.map((message) => message.type === 'asked' && [message.ask, message.answer.status]),
      [[1, 200]],
    );
    posted = [];
    const held: (() => void)[] = [];
    let arrived = (): void => undefined;
    const allThere = new Promise<void>((resolve) => (arrived = resolve));
    answer = (_, response) => {
      held.push(() => void response.end(JSON.stringify(prediction)));
      if (held.length === MOST_ASKS) arrived();
    };
    const asks = Array.from({ length: MOST_ASKS }, (_, index) =>
      it.handle({ type: 'ask', ask: index + 1, key: '/demo', rows: [{ zone: 'city' }] }),
    );
    await allThere;
    await it.handle({ type: 'ask', ask: 99, key: '/demo', rows: [{}] });
    await it.handle({ type: 'cancelAsk', ask: 1 });
    for (const release of held) release();
    await Promise.all(asks);
    assert.deepEqual(
      posted.map((message) => [message.type, 'ask' in message && message.ask]),
      [['askFailed', 99], ...asks.slice(1).map((_, index) => ['asked', index + 2])],
    );
    assert.deepEqual(await history.list('/demo'), []);
    assert.equal(it.answered, undefined);
  });

  it('keeps what was sent in the history, with the target and what came of it', async () => {
    const it = host();
    await it.handle(send);
    const far: TesterTarget = { id: 'url.a', title: 'Test stage', state: 'ready' };
    const down = new Failure('target-unreachable', 'Nothing answers at http://far.', 'Look there.');
    await host({ reach: () => Promise.reject(down), targets: { chosen: () => far } }).handle(send);
    const entries = await history.list('/demo');
    assert.deepEqual(
      entries.map(({ target, status, result }) => [target, status, result]),
      [
        ['Test stage', undefined, 'Nothing answers at http://far.'],
        ['Embedded scorer', 200, '0.5'],
      ],
    );
    posted = [];
    await it.handle({ type: 'recall', entry: entries[1]?.id ?? '', send: true });
    assert.equal(posted.length, 0, 'the page is not there yet');
    await it.handle({ type: 'ready' });
    const filled = posted.at(-1);
    assert.ok(filled?.type === 'fill');
    assert.deepEqual([filled.key, filled.rows, filled.send], ['/demo', send.rows, true]);
    await history.remove(entries[1]?.id ?? '');
    assert.equal((await history.list('/demo')).length, 1);
    await it.handle({ type: 'recall', entry: entries[1]?.id ?? '', send: true });
    const gone = posted.at(-1);
    assert.match(gone?.type === 'failure' ? gone.message : '', /does not have this request/);
  });

  it('opens the picker of targets, but not in Restricted Mode', async () => {
    let opened = 0;
    const manage = (): void => void (opened += 1);
    await host({ targets: { manage } }).handle({ type: 'manageTargets' });
    await host({ targets: { manage }, isTrusted: () => false }).handle({ type: 'manageTargets' });
    assert.equal(opened, 1);
    const [refused] = posted;
    assert.match(refused?.type === 'failure' ? refused.message : '', /Restricted/);
  });

  describe('with a row of the data in the form', () => {
    const row = { zone: 'city', make: 'a', kilometres: 2, bonus: 3 };
    const fill: Extract<HostToTester, { type: 'fill' }> = {
      type: 'fill',
      key: '/demo',
      rows: [row],
      from: 'Row 7',
      missing: [],
      send: false,
    };

    it('tells the page what happened in it, and again when the page is back; then another fill counts', async () => {
      const data = { number: 7, row, actual: 0.25, isPrivate: true };
      drawn.add('/demo', [data]);
      const tested = host();
      await tested.handle({ type: 'ready' });
      tested.fill(fill);
      assert.deepEqual(posted.at(-1), { ...fill, data: [data] });
      tested.pageGone();
      await tested.handle({ type: 'ready' });
      assert.deepEqual(posted.at(-1), { ...fill, data: [data], again: true });
      tested.fill({ ...fill, rows: [{ zone: 'rural' }] });
      assert.deepEqual(posted.at(-1), { ...fill, rows: [{ zone: 'rural' }] });
      tested.pageGone();
      await tested.handle({ type: 'ready' });
      assert.equal(posted.at(-1)?.type, 'history');
    });

    it('tells of each of several rows, once where it was drawn twice, and of none of another project', async () => {
      const others = [8, 9].map((number) => ({
        number,
        row: { zone: 'rural', make: 'b', kilometres: number, bonus: number },
        actual: 0,
        isPrivate: false,
      }));
      const data = [{ number: 7, row, actual: 0.25, isPrivate: true }, ...others];
      drawn.add('/demo', data.slice(0, 2));
      drawn.add('/demo', data);
      const tested = host();
      await tested.handle({ type: 'ready' });
      const several = { ...fill, rows: data.map((each) => each.row) };
      tested.fill(several);
      assert.deepEqual(posted.at(-1), { ...several, data });
      tested.fill({ ...several, key: '/other' });
      assert.deepEqual(posted.at(-1), { ...several, key: '/other' });
    });

    it('is chosen in the editor, where the page asks for it and its project is still the current one', async () => {
      let asked = 0;
      const pickData = (): void => void (asked += 1);
      await host({ pickData }).handle({ type: 'pickData', key: '/demo' });
      await host({ pickData }).handle({ type: 'pickData', key: '/other' });
      assert.equal(asked, 1);
      assert.match(posted[0]?.type === 'failure' ? posted[0].message : '', /project changed/);
    });

    it('keeps no value of a private one in the history, also where some were changed', async () => {
      drawn.add('/demo', [{ number: 7, row, actual: 0.25, isPrivate: true }]);
      await host().handle({ ...send, rows: [{ ...row, bonus: 6 }] });
      const stored = await readdir(folder);
      const text = await readFile(path.join(folder, stored[0] ?? ''), 'utf8');
      const { rows, missing } = JSON.parse(text) as { rows: unknown; missing: string[] };
      assert.deepEqual(rows, [{ zone: null, make: null, kilometres: null, bonus: null }]);
      assert.deepEqual(missing, ['zone', 'make', 'kilometres', 'bonus']);
      const [entry] = await history.list('/demo');
      assert.doesNotMatch(entry?.summary ?? '', /city/);
      await host().recall(entry?.id ?? '', false);
    });

    it('keeps one that may be shared', async () => {
      drawn.add('/demo', [{ number: 7, row, actual: 0.25, isPrivate: false }]);
      await host().handle({ ...send, rows: [row] });
      const [entry] = await history.list('/demo');
      assert.match(entry?.summary ?? '', /zone city/);
    });

    it('opens no editor of private values, which would be a file', async () => {
      drawn.add('/demo', [{ number: 7, row, actual: 0.25, isPrivate: true }]);
      const opened: string[] = [];
      const ports = {
        editJson: () => Promise.resolve(void opened.push('edit')),
        followJson: () => Promise.resolve(void opened.push('follow')),
      };
      const json = JSON.stringify({ rows: [row] });
      await host(ports).handle({ type: 'editJson', key: '/demo', json });
      await host(ports).handle({ type: 'followJson', key: '/demo', json });
      assert.deepEqual(opened, []);
      assert.ok(posted[0]?.type === 'failure');
      assert.match(posted[0].message, /a row of the data, which must not be stored/);
    });
  });
});
