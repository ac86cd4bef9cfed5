import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Prediction } from '../../../../contract/artefact';
import { Failure } from '../../../../contract/failure';
import { readSavedRequest, type SavedRequest } from '../../../../contract/savedRequest';
import type { TesterAnswer } from '../../../../contract/testerMessages';
import { checkAnswer } from '../../../../extension/requests/saved/checkAnswer';
import {
  fileFor,
  freeName,
  savedAnswer,
  writeNewRequest,
  type AnswerToExpect,
} from '../../../../extension/requests/saved/saveAnswer';

const agreement = { tolerance: 1e-5, probability: 1e-6, scale: 0.042 };

function predicted(predictions: Prediction[]): AnswerToExpect & TesterAnswer {
  return { status: 200, milliseconds: 1, body: JSON.stringify({ predictions }), predictions };
}

const saved = (answer: AnswerToExpect): SavedRequest =>
  savedAnswer('City', [{ zone: 'city' }], answer, agreement);

describe('an answer saved as an expectation', () => {
  it('expects each score within the model’s own agreement', () => {
    const request = saved(predicted([0.25, 100]));
    const tolerance = { relative: 1e-5, absolute: 4.2e-7 };
    assert.deepEqual(request, {
      schema: 1,
      name: 'City',
      rows: [{ zone: 'city' }],
      expect: {
        status: 200,
        values: [
          { path: '$.predictions[0]', equals: 0.25, tolerance },
          { path: '$.predictions[1]', equals: 100, tolerance },
        ],
      },
    });
    assert.deepEqual(readSavedRequest(JSON.stringify(request), 'x'), request);
    // |a - b| <= 1e-5 * max(|b|, 0.042)
    assert.deepEqual(checkAnswer(request.expect, predicted([0.2500024, 100.0009])), []);
    assert.equal(checkAnswer(request.expect, predicted([0.2500026, 100.0011])).length, 2);
  });

  it('expects a classifier’s label as it is and its probabilities closely', () => {
    const { expect } = saved(predicted([{ label: 'stay', probabilities: { stay: 0.75, 'a b': 0.25 } }]));
    assert.deepEqual(expect?.values, [
      { path: '$.predictions[0].label', equals: 'stay' },
      {
        path: '$.predictions[0].probabilities',
        equals: { stay: 0.75, 'a b': 0.25 },
        tolerance: { absolute: 1e-6 },
      },
    ]);
  });

  it('expects every output of a model with several', () => {
    const { expect } = saved(predicted([{ claims: 0.5, 'car type': 'van' }]));
    assert.deepEqual(
      expect?.values?.map(({ path: at, equals }) => [at, equals]),
      [
        ['$.predictions[0].claims', 0.5],
        ['$.predictions[0]["car type"]', 'van'],
      ],
    );
  });

  it('expects the status alone of a refusal', () => {
    assert.deepEqual(saved({ status: 400, predictions: [] }).expect, { status: 400 });
  });
});

describe('the file of a saved request', () => {
  let project: string;
  before(async () => (project = await mkdtemp(path.join(os.tmpdir(), 'bellhop-requests-'))));
  after(() => rm(project, { recursive: true, force: true }));

  it('has a name that every system takes', () => {
    const name = (text: string): string => path.basename(fileFor(project, text));
    assert.equal(name('City driver, recent claim!'), 'city-driver-recent-claim.request.json');
    assert.equal(name('Göteborg – ÅRSTA'), 'goteborg-arsta.request.json');
    assert.equal(name('../../etc/passwd'), 'etc-passwd.request.json');
    assert.equal(name('???'), 'request.request.json');
    assert.equal(name('Con'), 'request-con.request.json');
    assert.ok(name('x'.repeat(500)).length < 80);
  });

  it('is written once and never again', async () => {
    const request = saved(predicted([0.25]));
    const file = await writeNewRequest(project, request);
    assert.equal(file, path.join(project, 'requests', 'city.request.json'));
    assert.deepEqual(readSavedRequest(await readFile(file, 'utf8'), file), request);
    const before = await readFile(file, 'utf8');
    await assert.rejects(
      writeNewRequest(project, { ...request, rows: [{ zone: 'other' }] }),
      (error) => error instanceof Failure && error.code === 'request-exists' && error.message.includes(file),
    );
    assert.equal(await readFile(file, 'utf8'), before);
  });

  it('is proposed under the first free number', async () => {
    assert.equal(await freeName(project), 'Request 1');
    await writeNewRequest(project, { ...saved(predicted([0.25])), name: 'Request 1' });
    assert.equal(await freeName(project), 'Request 2');
  });
});
