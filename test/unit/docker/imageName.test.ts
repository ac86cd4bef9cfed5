import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { readImageName } from '../../../extension/scorer/container/imageName';

describe('the name of an image', () => {
  for (const [text, name] of [
    ['claims', 'claims:1.2.0'],
    ['claims:latest', 'claims:latest'],
    ['team/motor_claims:v1.0-rc.1', 'team/motor_claims:v1.0-rc.1'],
    ['registry.example.com:5000/team/claims', 'registry.example.com:5000/team/claims:1.2.0'],
    ['localhost/claims:A', 'localhost/claims:A'],
    ['a--b/c__d', 'a--b/c__d:1.2.0'],
  ] as const) {
    it(`${text} is ${name}`, () => assert.equal(readImageName(text, '1.2.0'), name));
  }

  it('makes a tag of a version that holds what a tag may not', () => {
    assert.equal(readImageName('claims', '1.2.0+local.1'), 'claims:1.2.0-local.1');
  });

  for (const text of [
    '',
    ':1',
    'Claims',
    'claims:',
    'claims:a b',
    'claims:-1',
    'claims:é',
    'a//b',
    '/a',
    'a/',
    'a_.b',
    '-a',
    'claims@sha256:abc',
    'claims:1:2',
    'https://registry.example.com/claims',
    `claims:${'1'.repeat(129)}`,
  ]) {
    it(`"${text.slice(0, 40)}" is none`, () => {
      assert.throws(() => readImageName(text, '1.2.0'), isWrongUse);
    });
  }
});

function isWrongUse(error: unknown): boolean {
  return error instanceof Failure && error.code === 'wrong-use' && error.next.includes('NAME:TAG');
}
