import assert from 'node:assert/strict';
import { engineFailure } from '../../../extension/docker/engineFailure';
import { Cancelled, Failure } from '../../../contract/failure';

const engine = { name: 'Docker 28.1.1', host: 'unix:///var/run/docker.sock' };

/** What dockerode throws for an answer of the engine. */
function refusal(statusCode: number, message: string): Error {
  const text = `(HTTP code ${statusCode}) server error - ${message} `;
  return Object.assign(new Error(text), { statusCode, json: { message } });
}

function told(error: unknown): Failure {
  const failure = engineFailure(error, engine, "create the scorer's container");
  assert.ok(failure instanceof Failure);
  return failure;
}

describe("an error of the engine, as a person's next step", () => {
  it('names a full disk', () => {
    const { code, message, next } = told(
      refusal(500, 'mkdir /var/lib/docker/overlay2/x: no space left on device'),
    );
    assert.equal(code, 'engine-disk-full');
    assert.equal(
      message,
      "The disk of the Docker engine (Docker 28.1.1, unix:///var/run/docker.sock) is full, so it could not create the scorer's container.",
    );
    assert.match(next, /Free some space/);
  });

  it('gives the words of the engine where it refuses', () => {
    const { code, message } = told(
      refusal(400, 'NanoCPUs can not be set, as your kernel does not support it.\n'),
    );
    assert.equal(code, 'engine-refused');
    assert.match(
      message,
      /could not create the scorer's container: NanoCPUs can not be set, as your kernel does not support it\.$/,
    );
  });

  it('says that an engine is gone where it does not answer', () => {
    const { code, message } = told(
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    );
    assert.equal(code, 'engine-gone');
    assert.match(message, /\(Docker 28\.1\.1, unix:\/\/\/var\/run\/docker\.sock\) does not answer any more/);
  });

  it('leaves alone what says all already', () => {
    const failure = new Failure('port-busy', 'Port 1 is busy.', 'Choose another.');
    assert.equal(engineFailure(failure, engine, 'start'), failure);
    assert.ok(engineFailure(new Cancelled(), engine, 'start') instanceof Cancelled);
  });
});
