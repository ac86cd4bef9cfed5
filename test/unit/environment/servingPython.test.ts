import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { Failure } from '../../../contract/failure';
import { venvPython } from '../../../extension/environment/interpreter';
import { servingPython } from '../../../extension/environment/servingPython';
import type { ModelProject } from '../../../extension/projects/project';

const MODEL = path.resolve(import.meta.dirname, '../../fixtures/released/model.schema-1.json');

describe('the Python that a scorer is handed', () => {
  let project: ModelProject;
  let asked: number;
  const none = (): Promise<object> => {
    asked += 1;
    return Promise.resolve({});
  };
  beforeEach(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bellhop-serving-'));
    const artefact = path.join(folder, 'artefacts');
    await mkdir(artefact);
    project = { kind: 'model', name: 'Some', packageName: 'some', folder, artefact };
    asked = 0;
  });
  afterEach(() => rm(project.folder, { recursive: true }));

  const train = (change: object): Promise<void> => {
    const artefact = { ...(JSON.parse(readFileSync(MODEL, 'utf8')) as object), ...change };
    return writeFile(path.join(project.artefact, 'model.json'), JSON.stringify(artefact));
  };
  const forPython = { runtime: 'python', python: { module: 'some.worker', trusted: [] } };

  it('is none for an ONNX model of a project without an environment; nothing is looked for', async () => {
    await train({});
    assert.equal(await servingPython(project, none), undefined);
    assert.equal(asked, 0);
  });

  it("is the project's own for an ONNX model, since the next may need it", async () => {
    await train({});
    const own = venvPython(project.folder, process.platform);
    await mkdir(path.dirname(own), { recursive: true });
    await writeFile(own, '');
    assert.equal(await servingPython(project, none), own);
    assert.equal(asked, 0);
  });

  it('is left to the scorer to miss where the artefact cannot be read', async () => {
    assert.equal(await servingPython(project, none), undefined);
  });

  it('is the chosen one for a model that ONNX cannot express, and an error where that does not run', async () => {
    await train(forPython);
    const setting = path.join(project.folder, 'no-python');
    await assert.rejects(
      servingPython(project, () => Promise.resolve({ setting })),
      (error) => error instanceof Failure && error.code === 'python-unusable',
    );
    assert.match((await servingPython(project, none)) ?? '', /py/);
    assert.equal(asked, 1);
  });
});
