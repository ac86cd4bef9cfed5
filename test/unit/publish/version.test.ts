import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { bumped, newestTag, parseVersion, tagOf } from '../../../extension/publish/version';
import { statedVersion, withJsonVersion, withStatedVersion } from '../../../extension/publish/writtenVersion';

describe('a version', () => {
  it('is three numbers and nothing else', () => {
    assert.deepEqual(parseVersion('1.20.3'), [1, 20, 3]);
    for (const text of ['1.2', '1.2.3rc1', '01.2.3', 'v1.2.3', '1.2.3\n', '1.2.9999999999']) {
      assert.equal(parseVersion(text), undefined, text);
    }
  });

  it('is followed by the next of its kind', () => {
    assert.deepEqual(bumped([1, 2, 3], 'major'), [2, 0, 0]);
    assert.deepEqual(bumped([1, 2, 3], 'minor'), [1, 3, 0]);
    assert.deepEqual(bumped([1, 2, 3], 'patch'), [1, 2, 4]);
  });

  it('is the newest by its numbers, whatever else is tagged', () => {
    const tags = ['v1.9.0', 'v1.10.0', 'release-9.9.9', 'v2', 'v1.10.0rc1', ''];
    assert.equal(tagOf(newestTag(tags) ?? [0, 0, 0]), 'v1.10.0');
    assert.equal(newestTag(['demo']), undefined);
  });
});

describe('the version in pyproject.toml', () => {
  const text = [
    '[build-system]',
    'requires = ["hatchling"]',
    '[project] # ours',
    'name = "motor"',
    "version = '0.1.0'  # by bellhop",
    'requires-python = ">=3.11"',
    '[tool.other]',
    'version = "9.9.9"',
    '',
  ];

  it('is that of [project], and is all that changes', () => {
    for (const end of ['\n', '\r\n']) {
      const before = text.join(end);
      assert.equal(statedVersion(before, 'pyproject.toml'), '0.1.0');
      const after = withStatedVersion(before, 'pyproject.toml', '1.0.0');
      assert.equal(after, before.replace('0.1.0', '1.0.0'));
    }
  });

  it('is missing where something else knows it', () => {
    const dynamic = text.filter((line) => !line.startsWith('version =')).concat('dynamic = ["version"]');
    for (const lines of [dynamic, [], ['version = "1.0.0"']]) {
      assert.throws(
        () => statedVersion(lines.join('\n'), 'pyproject.toml'),
        (error) => error instanceof Failure && error.code === 'version-missing',
      );
    }
  });
});

describe('the version in model.json', () => {
  it('is all that changes: numbers stay as Python wrote them', () => {
    const before =
      '{\n  "schema": 1,\n  "name": "motor",\n  "version": "0.1.0",\n  "scale": 1e-05,\n  "x": 1.0\n}\n';
    assert.equal(withJsonVersion(before, 'model.json', '0.2.0'), before.replace('"0.1.0"', '"0.2.0"'));
  });

  it('is not one that stands deeper in the file', () => {
    const deeper = '{\n  "other": {\n    "version": "0.1.0"\n  },\n  "version": "0.1.0"\n}\n';
    assert.throws(
      () => withJsonVersion(deeper, 'model.json', '0.2.0'),
      (error) => error instanceof Failure && error.code === 'version-missing',
    );
  });
});
