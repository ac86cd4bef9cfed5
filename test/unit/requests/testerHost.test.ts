import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import type { HostToTester, TesterToHost } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { TesterHost, type TesterPorts } from '../../../extension/requests/testerHost';
import { answeringServer, type AnsweringServer } from './answeringServer';

const modelFile = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/artefacts/frequency/model.json'),
  'utf8',
);
const text = { send: 'Send' } as TesterText;
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

  before(async () => {
    server = await answeringServer(() => answer);
    ({ url } = server);
  });

  after(() => server.stop());

  beforeEach(() => {
    posted = [];
    model = modelFile;
    answer = (_, response) => response.end(JSON.stringify(prediction));
  });

  const host = (ports: Partial<TesterPorts> = {}): TesterHost =>
    new TesterHost(
      {
        current: () => ({ key: '/demo', name: 'demo', artefactFolder: '/demo/artefacts' }),
        target: () => ({ title: 'Embedded scorer', state: 'stopped' }),
        ensureStarted: () => Promise.resolve(url),
        showLog: () => undefined,
        save: () => undefined,
        isTrusted: () => true,
        ...ports,
      },
      { readModelFile: async () => model, post: (message) => posted.push(message), text },
    );

  it('tells a page that is ready its words, then the project with the model of its artefact', async () => {
    await host().handle({ type: 'ready' });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['text', 'project'],
    );
    const project = posted[1];
    assert.ok(project?.type === 'project' && project.model);
    assert.equal(project.key, '/demo');
    assert.equal(project.model.name, 'frequency');
    assert.equal(project.trusted, true);
    assert.equal('golden' in project.model, false);
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
    await host({ ensureStarted: () => Promise.resolve(((started += 1), url)) }).handle(send);
    assert.equal(started, 1);
    const [reply] = posted;
    assert.ok(reply?.type === 'answer');
    assert.equal(reply.request, 1);
    assert.deepEqual(reply.answer.prediction, prediction);
  });

  it('reports a target that cannot start, and refuses in Restricted Mode and for another project', async () => {
    const failure = new Failure('busy', 'The port is busy.', 'Choose another.');
    await host({ ensureStarted: () => Promise.reject(failure) }).handle(send);
    assert.deepEqual(posted, [
      { type: 'failure', request: 1, message: 'The port is busy.', next: 'Choose another.' },
    ]);
    let started = 0;
    const ensureStarted = (): Promise<string> => Promise.resolve(((started += 1), url));
    await host({ isTrusted: () => false, ensureStarted }).handle(send);
    await host({ isTrusted: () => false, ensureStarted }).handle({ type: 'start' });
    await host({ ensureStarted }).handle({ ...send, key: '/other' });
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
      ensureStarted: (signal) =>
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
    const project = posted.at(-1);
    assert.equal(project?.type === 'project' && project.running, 1);
    release();
    await running;
    posted = [];
    await it.handle({ type: 'ready' });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['text', 'answer', 'project'],
    );
    const after = posted.at(-1);
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
    const project = posted.at(-1);
    assert.equal(project?.type === 'project' && project.answered, 1);
    await it.handle({ ...send, request: 2, key: '/other' });
    assert.equal(it.answered, undefined, 'a request that was not answered');
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
});
