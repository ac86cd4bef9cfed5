import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { Failure } from '../../../contract/failure';
import schema from '../../../contract/record.schema.json';
import { Dict, List } from '../../../extension/scaffold/jinja/values';
import { readRecord, recordText, updatedRecordText } from '../../../extension/scaffold/update/record';
import { isCommit, nestedRecord } from '../../../extension/scaffold/update/recordedSource';
import { withoutSecrets } from '../../../extension/scaffold/sources/gitSource';

const released = readFileSync(
  path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'released', 'cruft.schema-1.json'),
  'utf8',
);
const RECORD = {
  template: 'https://example.com/t.git',
  commit: 'a'.repeat(40),
  checkout: null,
  directory: 'x/y',
};
const VALUES = new Dict([
  ['slug', 'påske'],
  ['count', 3n],
  ['ratio', 1.0],
  ['flag', true],
  ['nothing', null],
  ['map', new Dict([['b', 'a "quote"']])],
  ['_copy_without_render', new List(['*.bin'])],
  ['_bellhop', new Dict([['answers', new Dict()]])],
  ['_repo_dir', '/home/somebody'],
  ['_template', 'https://me:secret@example.com/t.git'],
]);

function refused(text: string): Failure {
  try {
    readRecord(text, '.cruft.json');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return assert.fail('nothing was refused');
}

describe('the record of a template', () => {
  it('is written as cruft writes it: order, indentation, letters, a line end', () => {
    assert.equal(
      recordText(RECORD, VALUES),
      `{
  "template": "https://example.com/t.git",
  "commit": "${'a'.repeat(40)}",
  "checkout": null,
  "context": {
    "cookiecutter": {
      "slug": "påske",
      "count": 3,
      "ratio": 1.0,
      "flag": true,
      "nothing": null,
      "_copy_without_render": [
        "*.bin"
      ],
      "map": {
        "b": "a \\"quote\\""
      },
      "_template": "https://example.com/t.git",
      "_commit": "${'a'.repeat(40)}"
    }
  },
  "directory": "x/y",
  "schema": 1
}
`,
    );
  });

  it('is read back as it was written, and its JSON Schema accepts it', () => {
    const valid = new Ajv({ allowUnionTypes: true }).compile(schema);
    for (const text of [recordText(RECORD, VALUES), released]) {
      assert.ok(valid(JSON.parse(text)), JSON.stringify(valid.errors));
    }
    const read = readRecord(recordText(RECORD, VALUES), '.cruft.json');
    assert.deepEqual({ ...RECORD }, { template: read.template, commit: read.commit, checkout: read.checkout, directory: read.directory }); // prettier-ignore
    assert.equal(read.answers.get('count'), 3n);
    assert.equal(read.byCruft, false);
    assert.equal(readRecord(released, '.cruft.json').answers.get('slug'), 'claims');
  });

  it('keeps what Bellhop does not know, and the order, when it is written anew', () => {
    const text = `{"mood": "good", "commit": "${'b'.repeat(40)}", "template": "t", "skip": ["a"],
      "context": {"cookiecutter": {"old": "1"}, "more": [1, 2.50]}, "directory": ""}`;
    const record = readRecord(text, '.cruft.json');
    assert.ok(record.byCruft);
    assert.equal(record.directory, null);
    const to = { commit: 'c'.repeat(40), checkout: 'v2' };
    assert.deepEqual(JSON.parse(updatedRecordText(record, to, new Dict([['fresh', '2']]))), {
      mood: 'good',
      commit: 'c'.repeat(40),
      template: 't',
      skip: ['a'],
      context: { cookiecutter: { fresh: '2', _template: 't', _commit: 'c'.repeat(40) }, more: [1, 2.5] },
      directory: '',
      checkout: 'v2',
    });
    assert.match(updatedRecordText(record, to, new Dict()), /^\{\n {2}"mood"[\s\S]*\n\}\n$/);
  });

  for (const [what, text, message] of [
    ['that is no JSON', '{', /is not valid JSON/],
    ['that is a list', '[]', /does not hold a JSON object/],
    ['without a template', '{"commit": "a", "context": {"cookiecutter": {}}}', /"template" must be a text/],
    ['without answers', '{"template": "t", "commit": "a"}', /"context.cookiecutter" must be an object/],
    [
      'with a wrong skip',
      '{"template": "t", "commit": "a", "context": {"cookiecutter": {}}, "skip": [1]}',
      /"skip" must/,
    ],
  ] as const) {
    it(`${what} is refused by the file's name`, () => {
      const failure = refused(text);
      assert.equal(failure.code, 'record-broken');
      assert.match(failure.message, message);
      assert.match(failure.message, /\.cruft\.json/);
    });
  }

  it('of a newer schema is refused with both numbers', () => {
    const failure = refused(released.replace('"schema": 1', '"schema": 7'));
    assert.equal(failure.code, 'schema-newer');
    assert.match(failure.message, /\.cruft\.json has schema 7; this Bellhop reads up to 1/);
  });

  it('holds no user and no password of a web address', () => {
    assert.equal(withoutSecrets('https://me:secret@example.com/t.git'), 'https://example.com/t.git');
    assert.equal(withoutSecrets('https://token@example.com/t.git'), 'https://example.com/t.git');
    assert.equal(withoutSecrets('ssh://git@example.com/t.git'), 'ssh://git@example.com/t.git');
    assert.equal(withoutSecrets('git@example.com:t.git'), 'git@example.com:t.git');
  });

  it('of a template that another one offers names its folder', () => {
    const inner = path.join('/t', 'deep', 'er');
    assert.equal(nestedRecord({ ...RECORD, directory: null }, '/t', inner).directory, 'deep/er');
    assert.equal(nestedRecord(RECORD, '/t', inner).directory, 'x/y/deep/er');
    assert.equal(nestedRecord({ ...RECORD, directory: null }, '/t', '/t').directory, null);
  });

  it('tells a commit from a digest, and from what git would take for an option', () => {
    assert.ok(isCommit(RECORD));
    for (const commit of [`sha256:${'a'.repeat(64)}`, '--upload-pack=x', 'main', '']) {
      assert.ok(!isCommit({ commit }), commit);
    }
  });
});
