import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { buildAll } from '../../../scripts/build';
import { packageTarget, TARGETS, type Target } from '../../../scripts/package';
import { peImports } from './peImports';
import { filesOf } from './vsix';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const MB = 1_000_000;
const largest: Record<Target, number> = {
  'win32-x64': 32 * MB,
  'win32-arm64': 32 * MB,
  'darwin-arm64': 20 * MB,
  'linux-x64': 20 * MB,
  'linux-arm64': 20 * MB,
  universal: 10 * MB,
};

describe('the packages', function () {
  this.timeout(180_000);
  let metafiles: Record<string, Metafile>;
  const vsix = new Map<Target, string>();
  const files = new Map<Target, Map<string, string>>();

  before(async () => {
    metafiles = await buildAll();
    for (const target of TARGETS) {
      const made = await packageTarget(target);
      vsix.set(target, made);
      files.set(target, await filesOf(made));
    }
  });

  const isRuntime = (file: string): boolean => file.startsWith('dist/node_modules/');
  const isTemplate = (file: string): boolean => file.startsWith('templates/');
  const listOf = (target: Target): string[] =>
    [...(files.get(target) ?? new Map<string, string>()).keys()].sort();

  for (const target of TARGETS) {
    it(`${target} is at most ${largest[target] / MB} MB`, () => {
      const { size } = statSync(vsix.get(target) ?? '');
      assert.ok(size <= largest[target], `${size} bytes`);
    });

    it(`${target} has at most 60 files outside of templates and runtime, no source, map or test among them`, () => {
      const others = listOf(target).filter((file) => !isRuntime(file) && !isTemplate(file));
      assert.ok(others.length <= 60, `${others.length} files`);
      assert.deepEqual(
        listOf(target).filter((file) => /\.(ts|map|vsix)$|(^|\/)\.env/.test(file)),
        [],
      );
    });

    it(`${target} holds the runtime of its platform and of no other`, () => {
      const binaries = listOf(target).filter((file) => /\.(node|so\.1|dylib|dll|wasm)$/.test(file));
      const folder = `dist/node_modules/onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}/`;
      const wasm = 'dist/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';
      if (target === 'universal') assert.deepEqual(binaries, [wasm]);
      else {
        assert.ok(
          binaries.length >= 2 && binaries.every((file) => file.startsWith(folder)),
          binaries.join(', '),
        );
      }
    });
  }

  for (const target of TARGETS.filter((one) => one.startsWith('win32'))) {
    it(`${target} holds each library of the runtime that another one imports`, () => {
      const inside = `onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}`;
      const folder = path.join(root, 'node_modules', inside);
      const packed = listOf(target)
        .filter((file) => file.includes(inside))
        .map((file) => path.basename(file));
      const own = new Set(readdirSync(folder).map((file) => file.toLowerCase()));
      const imported = packed
        .flatMap((file) => peImports(readFileSync(path.join(folder, file))))
        .filter((name) => own.has(name));
      assert.deepEqual([...new Set(imported)].sort(), ['directml.dll', 'onnxruntime.dll']);
      assert.ok(imported.every((name) => packed.some((file) => file.toLowerCase() === name)));
    });
  }

  it('linux-x64 holds just what the golden listing says', () => {
    const golden = readFileSync(path.join(root, 'test', 'fixtures', 'vsix.golden.txt'), 'utf8')
      .trim()
      .split('\n');
    assert.deepEqual(listOf('linux-x64'), golden);
  });

  it('the templates arrive byte for byte', () => {
    const packed = files.get('universal');
    const names = readdirSync(path.join(root, 'templates'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .filter((file) => !/__pycache__|\.(venv|pytest_cache|ruff_cache|mypy_cache)\//.test(file));
    assert.ok(names.length > 20);
    for (const name of names) {
      const digest = createHash('sha256')
        .update(readFileSync(path.join(root, name)))
        .digest('hex');
      assert.equal(packed?.get(name), digest, name);
    }
    assert.deepEqual(listOf('universal').filter(isTemplate).sort(), names.sort());
  });

  it('activation loads none of the heavy packages', () => {
    const heavy = /node_modules\/(dockerode|express|hyparquet|onnxruntime-[a-z]+|simple-git|undici)\//;
    const loaded = Object.keys(metafiles['extension.js']?.inputs ?? {});
    assert.ok(loaded.includes('extension/extension.ts'));
    assert.deepEqual(
      loaded.filter((file) => heavy.test(file)),
      [],
    );
  });
});
