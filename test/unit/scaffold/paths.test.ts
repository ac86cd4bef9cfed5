import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { hasBinaryExtension, textOf } from '../../../extension/scaffold/render/binaryFile';
import { globToPattern } from '../../../extension/scaffold/render/globs';
import { lineEndOf } from '../../../extension/scaffold/render/lineEnds';
import { checkedPath } from '../../../extension/scaffold/render/renderedPath';

describe('paths that a template makes', () => {
  const refused = (rendered: string, platform: NodeJS.Platform) =>
    assert.throws(
      () => checkedPath(rendered, 'source', platform),
      (error: unknown) => error instanceof Failure && error.code === 'template-unsafe',
      rendered,
    );

  it('must stay inside, on every platform', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      for (const path of ['..', 'a/../b', '../x', '/etc/x', 'a/..', 'x\0y']) refused(path, platform);
      assert.equal(checkedPath('a//b/./c', 'source', platform), 'a/b/c');
      assert.equal(checkedPath('..a/b..c/...d', 'source', platform), '..a/b..c/...d');
    }
  });

  it("keep out of git's own folder, whatever the file system takes for it", () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      for (const path of [
        '.git',
        'a/.git/config',
        '.GIT/hooks/x',
        '.g\u200cit',
        'git~1/config',
        '.git./config',
      ]) {
        refused(path, platform);
      }
      for (const path of ['.github/x', '.gitignore', 'git/x', 'x.git']) checkedPath(path, 'source', platform);
    }
  });

  it('are no longer than file systems take', () => {
    refused('x'.repeat(256), 'linux');
    refused('ø'.repeat(128), 'linux');
    assert.equal(checkedPath('x'.repeat(255), 'source', 'linux').length, 255);
  });

  it('keep to what Windows allows, on Windows', () => {
    const names = [
      'C:/x',
      'a:b',
      'a\\b',
      '..\\x',
      'a/nul',
      'COM1.txt',
      'con',
      'a.',
      'a /b',
      'a?',
      'a*',
      'a|b',
      '"x"',
      '<x>',
      'a\tb',
    ];
    for (const name of names) {
      refused(name, 'win32');
      assert.equal(checkedPath(name, 'source', 'linux'), name);
    }
    assert.equal(checkedPath('console/com10.txt', 'source', 'win32'), 'console/com10.txt');
  });
});

describe('files that are copied', () => {
  it('match a glob as in Python, where * goes across folders', () => {
    const matches = (glob: string, path: string) => globToPattern(glob).test(path);
    assert.ok(matches('*.html', 'a/b/c.html'));
    assert.ok(matches('a/?.md', 'a/x.md') && !matches('a/?.md', 'a/xy.md'));
    assert.ok(matches('[ab]x', 'ax') && !matches('[!ab]x', 'ax') && matches('[!ab]x', 'cx'));
    assert.ok(matches('a.b+(c)', 'a.b+(c)') && !matches('a.b', 'aXb'));
    assert.ok(matches('[', '[') && matches('[]]', ']') && !matches('docs', 'docs/x'));
    assert.ok(!matches('*a'.repeat(20) + '*x', 'a'.repeat(4000)));
    assert.ok(matches('*/a*/b/*.txt', 'x/ab/a/b/c.txt') && matches('[*]x', '*x') && !matches('[*]x', 'ax'));
  });

  it('are told apart by extension, first bytes and text', () => {
    assert.ok(hasBinaryExtension('a/b.PNG') && !hasBinaryExtension('a.txt') && !hasBinaryExtension('a/.png'));
    assert.equal(textOf('a', Buffer.from('æøå')), 'æøå');
    assert.equal(textOf('a', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])), undefined);
    assert.equal(textOf('a', Buffer.from([0xff, 0xfe, 0x41])), undefined);
    assert.equal(textOf('a', Buffer.from('a\0b')), undefined);
    assert.equal(textOf('a', Buffer.from('')), '');
  });

  it('keep the line end that Python sees in the first piece', () => {
    const of = (text: string) => lineEndOf(Buffer.from(text));
    assert.equal(of('a\r\nb\r\n'), '\r\n');
    assert.equal(of('a\r\nb\n'), '\n');
    assert.equal(of('a\rb\r\n'), '\r');
    assert.equal(of('abc'), undefined);
    assert.equal(of(`a\r\n${'x'.repeat(9000)}\n`), '\r\n');
    assert.equal(of(`${'x'.repeat(8191)}\r\n`), '\r\n');
  });
});
