import assert from 'node:assert/strict';
import { Failure } from '../contract/failure';

/** The failure that some work ends with, which must have this code. */
export async function failureOf(work: Promise<unknown>, code: string): Promise<Failure> {
  const error = await work.then(
    () => assert.fail('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, code, error.message);
  return error;
}
