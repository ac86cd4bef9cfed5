import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../contract/failure';
import { readCommandLine } from '../../../local-server/commandLine';
import { chooseEngine } from '../../../local-server/engine/chooseEngine';
import type { Engine, EngineLoader } from '../../../local-server/engine/engine';
import { createLog } from '../../../local-server/log';

function isMissingToken(error: unknown): boolean {
  return error instanceof Failure && error.code === 'token-missing';
}

describe("the scorer's arguments", () => {
  it('have defaults for all but the artefact', () => {
    assert.deepEqual(readCommandLine(['--artefact', 'a']), {
      artefact: 'a',
      host: '127.0.0.1',
      port: 0,
      allowedHosts: [],
    });
  });

  it('take limits, the drain and a token from its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-token-'));
    try {
      const file = join(folder, 'token');
      writeFileSync(file, ' word\n');
      const limits =
        '--max-body-mb 2 --max-bodies-mb 6 --max-seconds 3 --max-requests 4 --drain-seconds 5 --hide-details'.split(
          ' ',
        );
      const options = readCommandLine(['--artefact', 'a', '--token-file', file, ...limits]);
      const MB = 1024 * 1024;
      assert.deepEqual(options.limits, {
        bodyBytes: 2 * MB,
        bodiesBytes: 6 * MB,
        milliseconds: 3000,
        concurrency: 4,
      });
      assert.equal(options.hideDetails, true);
      assert.deepEqual([options.drainMilliseconds, options.token], [5000, 'word']);

      for (const text of ['', ' ', 'two words']) {
        writeFileSync(file, text);
        assert.throws(() => readCommandLine(['--artefact', 'a', '--token-file', file]), isMissingToken);
      }
      rmSync(file);
      assert.throws(() => readCommandLine(['--artefact', 'a', '--token-file', file]), isMissingToken);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('take any number of allowed hosts', () => {
    const { allowedHosts, port } = readCommandLine(
      '--artefact a --port 80 --allowed-host x:1 --allowed-host *'.split(' '),
    );
    assert.deepEqual([allowedHosts, port], [['x:1', '*'], 80]);
  });

  for (const line of [
    '',
    '--artefact',
    '--artefact a --port x',
    '--artefact a --port 65536',
    '--artefact a --porridge',
  ]) {
    it(`are refused: ${line || 'none'}`, () => {
      assert.throws(
        () => readCommandLine(line.split(' ').filter(Boolean)),
        (error) =>
          error instanceof Failure && error.code === 'wrong-use' && error.next.includes('--artefact DIR'),
      );
    });
  }
});

describe('the choice of a runtime', () => {
  const engine = (name: Engine['name']): Engine => ({
    name,
    load: () => Promise.reject(new Error('not here')),
  });
  const works = (name: Engine['name']): EngineLoader => ({
    name,
    module: `module-${name}`,
    load: () => engine(name),
  });
  const fails = (name: Engine['name'], message: string): EngineLoader => ({
    name,
    module: `module-${name}`,
    load: () => {
      throw new Error(message);
    },
  });
  let lines: Record<string, unknown>[];
  const log = createLog((text) => {
    for (const line of text.trimEnd().split('\n')) lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  beforeEach(() => (lines = []));

  it('takes the first that loads, silently', () => {
    assert.equal(chooseEngine(log, [works('native'), works('wasm')]).name, 'native');
    log.flush();
    assert.deepEqual(lines, []);
  });

  it('falls back and logs the reason', () => {
    const chosen = chooseEngine(log, [
      fails('native', "Cannot find module 'x'\nRequire stack:"),
      works('wasm'),
    ]);
    assert.equal(chosen.name, 'wasm');
    log.flush();
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.['module'], 'module-native');
    assert.equal(lines[0]['reason'], "Cannot find module 'x'");
    assert.equal(lines[0]['level'], 'warn');
  });

  it('names every module and its reason where none loads', () => {
    const none = [fails('native', 'no binary'), fails('wasm', 'not installed')];
    assert.throws(
      () => chooseEngine(log, none),
      (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.code, 'runtime-missing');
        assert.match(error.message, /module-native: no binary; module-wasm: not installed/);
        return true;
      },
    );
  });
});
