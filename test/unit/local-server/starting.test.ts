import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { readCommandLine } from '../../../local-server/commandLine';
import { chooseEngine } from '../../../local-server/engine/chooseEngine';
import type { Engine, EngineLoader } from '../../../local-server/engine/engine';
import { createLog } from '../../../local-server/log';

describe("the scorer's arguments", () => {
  it('have defaults for all but the artefact', () => {
    assert.deepEqual(readCommandLine(['--artefact', 'a']), {
      artefact: 'a',
      host: '127.0.0.1',
      port: 0,
      allowedHosts: [],
    });
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
