import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { disagreement } from '../../../../local-server/model/golden';
import { makeModelProject, ROOT, runPython } from '../../template/modelProject';
import { pythonEnvironment } from '../../template/pythonEnvironment';
import { readModelJson, scored, start, stopAll } from '../scorerInProcess';

const MAKE = path.join(ROOT, 'test/fixtures/pythonRuntime/make.py');

/** Each has columns of every type, nullable and not, with nulls in its 200 golden rows. */
const KINDS = ['texts', 'integers', 'booleans', 'regressors', 'classifiers'];

describe('The Python worker', function () {
  this.timeout('10m');

  let folder: string;
  let python: string;
  const pathBefore = process.env['PYTHONPATH'];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-kinds-'));
    const project = await makeModelProject(folder);
    python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
    const args = [MAKE, project.packageName, path.join(folder, 'artefacts')];
    const { status, output } = await runPython(python, project, args);
    assert.equal(status, 0, output);
    process.env['PYTHONPATH'] = path.join(project.folder, 'src');
  });
  after(async () => {
    if (pathBefore === undefined) delete process.env['PYTHONPATH'];
    else process.env['PYTHONPATH'] = pathBefore;
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(stopAll);

  for (const kind of KINDS) {
    it(`scores ${kind} as scikit-learn does, each row alone and all together`, async () => {
      const artefact = path.join(folder, 'artefacts', kind);
      const { golden } = readModelJson(artefact);
      const scorer = await start(artefact, { python });
      // The golden rows, all together, were scored before it took over.
      assert.deepEqual(scorer.refused, []);
      for (const { row, prediction } of golden.rows.slice(0, 40)) {
        const { predictions } = scored(await scorer.predict([row]));
        assert.equal(
          disagreement(predictions[0] ?? null, prediction, golden),
          undefined,
          JSON.stringify(row),
        );
      }
    });
  }

  it('takes a column that is left out for null, and tells the empty text from it', async () => {
    const artefact = path.join(folder, 'artefacts', 'regressors');
    const scorer = await start(artefact, { python });
    const row = { age: 40, smoker: true, owner: true, size: 0, doors: 4 };
    const asked = [{ ...row }, { ...row, colour: null }, { ...row, colour: '' }];
    const [absent, none, empty] = scored(await scorer.predict(asked)).predictions;
    assert.deepEqual(absent, none);
    assert.notDeepEqual(empty, none);
  });
});
