import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildAll } from '../../../scripts/build';
import { zipFile } from '../../unit/scaffold/zipFile';
import { bellhop } from '../cli/bellhop';
import { hashOf, IndexServer, modelWheel, type ServedWheel } from '../packageIndex/indexServer';
import { pythonEnvironment } from '../template/pythonEnvironment';
import { makeApiProject } from './apiProject';

/** A framework whose version 2 has a type that version 1 lacks. */
const TYPES = `
from sklearn.base import BaseEstimator, RegressorMixin
import numpy as np

class {0}(RegressorMixin, BaseEstimator):
    def predict(self, X):
        return np.full(len(X), 0.5)
`;
const WRITE = `
import sys
from skops.io import dump
import company_framework.models as models
dump(getattr(models, sys.argv[1])(), sys.argv[2])
`;

function frameworkWheel(version: string, models: string): ServedWheel {
  const info = `company_framework-${version}.dist-info`;
  const bytes = zipFile([
    { name: 'company_framework/__init__.py', content: '' },
    { name: 'company_framework/models.py', content: models },
    {
      name: `${info}/METADATA`,
      content: `Metadata-Version: 2.1\nName: company-framework\nVersion: ${version}\n`,
    },
    { name: `${info}/WHEEL`, content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
    { name: `${info}/RECORD`, content: '' },
  ]);
  return { name: `company_framework-${version}-py3-none-any.whl`, bytes };
}

describe('bellhop use, where scikit-learn scores a model that is made of a framework', function () {
  this.timeout('10m');
  let folder: string;
  let python: string;
  let server: IndexServer;
  const classes = { '1.0': 'First', '2.0': 'Second' } as const;
  const models = {
    '1.0': TYPES.replace('{0}', 'First'),
    '2.0': TYPES.replace('{0}', 'First') + TYPES.replace('{0}', 'Second'),
  };
  const frameworks = Object.entries(models).map(([version, text]) => frameworkWheel(version, text));

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-use-framework-'));
    const scratch = await mkdtemp(path.join(folder, 'lock-'));
    ({ python } = await makeApiProject(scratch, { runtime: 'scikit-learn' }));
    const wheels = await Promise.all([modelOf('1.0', '0.1.0'), modelOf('2.0', '0.2.0')]);
    server = new IndexServer([...frameworks, ...wheels]);
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A model package whose model is an instance of the framework's newest type. */
  async function modelOf(framework: keyof typeof classes, version: string): Promise<ServedWheel> {
    const packages = path.join(folder, `framework-${framework}`);
    await mkdir(path.join(packages, 'company_framework'), { recursive: true });
    await writeFile(path.join(packages, 'company_framework', '__init__.py'), '');
    await writeFile(path.join(packages, 'company_framework', 'models.py'), models[framework]);
    const file = path.join(packages, 'model.skops');
    const name = classes[framework];
    execFileSync(python, ['-c', WRITE, name, file], { env: { ...process.env, PYTHONPATH: packages } });
    const skops = await readFile(file);
    return modelWheel(version, {
      headers: `Requires-Dist: company-framework==${framework}; extra == 'train'\n`,
      files: { 'model.skops': skops },
      change: (artefact) => {
        artefact.files = { 'model.skops': createHash('sha256').update(skops).digest('hex') };
        artefact.python = {
          module: 'company_framework.worker',
          trusted: [`company_framework.models.${name}`],
        };
        for (const golden of artefact.golden.rows) golden.prediction = 0.5;
      },
    });
  }

  it('takes the framework over with the model, and locks both', async () => {
    const url = await server.start();
    const answers = [`index_url=${url}`, 'model_package=claim-frequency==0.1.0'];
    const made = await bellhop(['new', 'api', '--no-input', '--json', '--output-dir', folder, ...answers]);
    assert.equal(made.status, 0, made.out);
    const project = String(made.last?.['project']);
    assert.equal(await pythonEnvironment(path.join(project, 'requirements-dev.lock')), python);
    const pins = (): Promise<string> => readFile(path.join(project, 'requirements-model.txt'), 'utf8');
    const lock = async (version: string, at: number): Promise<string> => {
      const framework = frameworks[at] ?? assert.fail();
      const text = await pins();
      const [, hash = assert.fail(text)] = /^claim-frequency==.*\n {4}--hash=sha256:(\w+)$/m.exec(text) ?? [];
      const lines = [`--index-url ${url}`, `claim-frequency==${version} \\`, `    --hash=sha256:${hash}`];
      const beside = [`company-framework==${at + 1}.0 \\`, `    --hash=sha256:${hashOf(framework)}`, ''];
      return [...lines, ...beside].join('\n');
    };
    assert.equal(await pins(), await lock('0.1.0', 0));

    // The suite is run whole where ONNX scores; here it is enough that it runs with both packages.
    for (const name of await readdir(path.join(project, 'tests'))) {
      if (/^test_(?!scoring)/.test(name)) await rm(path.join(project, 'tests', name));
    }
    const use = ['use', 'claim-frequency==0.2.0', project, '--no-input', '--json', '--python', python];
    const used = await bellhop(use);
    assert.equal(used.status, 0, used.out);
    assert.equal(await pins(), await lock('0.2.0', 1));
  });
});
