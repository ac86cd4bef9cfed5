import assert from 'node:assert/strict';
import type { Prediction } from '../../../../contract/artefact';
import { runProgram } from '../../../../extension/processes/runProgram';
import { disagreement } from '../../../../local-server/model/golden';
import { modelPython } from '../../template/pythonEnvironment';
import { PARITY, parityCases } from './parityCases';

/** Solvers stop a little earlier or later with other numeric libraries; the scorer is held to far more than this. */
const BOUNDS = { tolerance: 1e-4, probability: 1e-4, scale: 1, rows: [] };

type Printed = Record<string, Record<'predictions' | 'foreign', Prediction[]>>;

describe('the scores that the scorer is held to', () => {
  it('are those that scikit-learn gives', async () => {
    const python = await modelPython();
    let output = '';
    const args = ['-W', 'ignore', 'make.py', '--print'];
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const status = await runProgram(
      { command: python, args, cwd: PARITY, env },
      { onOutput: (text) => (output += text) },
    );
    assert.equal(status, 0, output);
    const printed = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Printed;
    for (const { name, wrong, ...stored } of parityCases()) {
      if (wrong) continue;
      for (const kind of ['predictions', 'foreign'] as const) {
        const given = printed[name]?.[kind] ?? [];
        assert.equal(given.length, stored[kind].length, name);
        for (const [row, prediction] of stored[kind].entries()) {
          assert.equal(
            disagreement(given[row] ?? null, prediction, BOUNDS),
            undefined,
            `${name}, ${kind} ${row}`,
          );
        }
      }
    }
  }).timeout(300_000);
});
