import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { PredictResponse, Problem } from '../../../contract/scoring';
import { buildAll } from '../../../scripts/build';
import { storedScores } from '../template/scores';
import { PARITY } from '../scorer/protocols/parityCases';
import { bellhop, serve, type Serving } from './bellhop';
import { gone } from '../../gone';

describe('the command line', function () {
  this.timeout(300_000);
  let folder: string;
  let project: string;

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-cli-'));
    const made = await bellhop(['new', 'model', '--no-input', '--json', '--output-dir', folder]);
    assert.equal(made.status, 0, made.out);
    project = made.last?.['project'] as string;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('new makes a project and says where, last and as JSON', () => {
    assert.equal(project, path.join(folder, 'claim-frequency'));
    assert.ok(existsSync(path.join(project, 'bellhop.json')));
  });

  it('new never touches a folder that exists', async () => {
    await writeFile(path.join(project, 'mine.txt'), 'mine');
    const { status, last } = await bellhop(['new', 'model', '--no-input', '--json', '--output-dir', folder]);
    assert.equal(status, 1);
    assert.equal((last?.['error'] as { code: string }).code, 'project-exists');
    assert.equal(await readFile(path.join(project, 'mine.txt'), 'utf8'), 'mine');
  });

  it('new refuses an answer that breaks a rule and leaves nothing behind', async () => {
    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    const args = ['new', 'model', '--no-input', '--json', '--output-dir', empty, 'package_name=2 bad'];
    const { status, last } = await bellhop(args);
    assert.equal(status, 1);
    assert.match((last?.['error'] as { message: string }).message, /package_name/);
    assert.deepEqual(await readdir(empty), []);
  });

  it('new makes an API project for the package and index that are given, which has no model of its own', async () => {
    const make = (...given: string[]) =>
      bellhop([
        'new',
        'api',
        '--no-input',
        '--json',
        '--output-dir',
        folder,
        'project_name=Motor API',
        ...given,
      ]);
    const index = 'index_url=https://packages.example.com/simple';
    for (const wrong of [
      'model_package=motor',
      'model_package=motor>=1',
      'index_url=https://me:secret@x.example',
    ]) {
      const { status, last } = await make(wrong);
      assert.equal(status, 1);
      const { message } = last?.['error'] as { message: string };
      assert.match(message, new RegExp(wrong.split('=')[0] ?? ''));
      assert.doesNotMatch(message, /secret/);
    }
    const { status, last, out } = await make('model_package=motor==1.2.0', index, '--offline');
    assert.equal(status, 0, out);
    const made = String(last?.['project']);
    assert.equal(made, path.join(folder, 'motor-api'));
    assert.equal(
      await readFile(path.join(made, 'requirements-model.txt'), 'utf8'),
      '--index-url https://packages.example.com/simple\nmotor==1.2.0\n',
    );
    const trained = await bellhop(['train', made, '--json']);
    assert.equal((trained.last?.['error'] as { code: string }).code, 'not-a-model-project');
  });

  for (const [what, args] of [
    ['an unknown command', ['fly']],
    ['an unknown option', ['serve', '--fly']],
    ['no template', ['new']],
    ['a port that is none', ['serve', '--port', 'many']],
    ['workers that are none', ['serve', '--workers', '0']],
    ['workers in a container', ['serve', '--workers', '2', '--container']],
  ] as const) {
    it(`says wrong use with status 2 for ${what}`, async () => {
      const { status, last } = await bellhop([...args, '--json']);
      assert.equal(status, 2);
      assert.equal((last?.['error'] as { code: string }).code, 'wrong-use');
      const words = await bellhop(args);
      assert.equal(words.status, 2);
      assert.equal(words.out, '', 'stdout is for results');
      assert.match(words.err, /--help|port/i);
    });
  }

  for (const command of ['', 'new', 'update', 'train', 'serve', 'test', 'score']) {
    it(`"bellhop ${command} --help" says how it is used, without colour`, async () => {
      const { status, out } = await bellhop([command, '--help'].filter(Boolean));
      assert.equal(status, 0);
      assert.match(out, /^Usage: bellhop/);
      assert.ok(!out.includes('\u001b'));
    });
  }

  for (const command of ['train', 'serve', 'test']) {
    it(`${command} names a folder that is no project`, async () => {
      const { status, last } = await bellhop([command, folder, '--json']);
      assert.equal(status, 1);
      const error = last?.['error'] as { code: string; message: string; next: string };
      assert.equal(error.code, 'not-a-project');
      assert.ok(error.message.includes(folder) && error.next.length > 0);
    });
  }

  describe('serve', () => {
    let serving: Serving;
    before(async () => (serving = await serve(project, ['--port', '0'])));

    const predict = async (rows: unknown[]): Promise<Response> =>
      fetch(`${serving.url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows }),
      });

    it('scores every row of the sample data as scikit-learn does', async () => {
      const expected = await storedScores();
      assert.equal(expected.length, 2182);
      const response = await predict(expected.map(({ row }) => row));
      assert.equal(response.status, 200);
      const { predictions, warnings } = (await response.json()) as PredictResponse;
      assert.deepEqual(warnings, []);
      const mean = expected.reduce((sum, { prediction }) => sum + prediction, 0) / expected.length;
      const variance =
        expected.reduce((sum, { prediction }) => sum + (prediction - mean) ** 2, 0) / expected.length;
      for (const [index, { prediction }] of expected.entries()) {
        const difference = Math.abs((predictions[index] as number) - prediction);
        assert.ok(
          difference <= 1e-5 * Math.max(prediction, Math.sqrt(variance)),
          `row ${index}: ${difference}`,
        );
      }
    });

    it('takes integers for categories and names what is wrong with a row', async () => {
      const response = await predict([
        { Kilometres: 1, Zone: 1, Bonus: 1, Make: 1 },
        { Kilometres: 1, Zone: 1, Bonus: 0, Make: 1 },
      ]);
      assert.equal(response.status, 400);
      const { errors } = (await response.json()) as Problem;
      assert.deepEqual(errors, [{ row: 1, column: 'Bonus', got: 0, expected: 'an integer of at least 1' }]);
    });

    for (const place of ['mixed-hist.onnx', '.']) {
      it(`serves an ONNX file that belongs to no project (${place})`, async () => {
        const models = await mkdtemp(path.join(folder, 'onnx-'));
        await copyFile(path.join(PARITY, 'mixed-hist.onnx'), path.join(models, 'mixed-hist.onnx'));
        const foreign = await serve(path.join(models, place));
        try {
          const row = { age: 40, income: null, years: 2, zone: 'city', fuel: 'diesel' };
          const response = await fetch(`${foreign.url}/invocations`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ dataframe_records: [row] }),
          });
          const { predictions } = (await response.json()) as { predictions: { label: number }[] };
          assert.ok([0, 1].includes(predictions[0]?.label ?? NaN));
        } finally {
          foreign.child.kill('SIGINT');
          await foreign.status;
        }
      });
    }

    it('refuses a port that is taken, by its number', async () => {
      const port = new URL(serving.url).port;
      const { status, last } = await bellhop(['serve', project, '--port', port, '--json']);
      assert.equal(status, 1);
      const error = last?.['error'] as { code: string; message: string };
      assert.equal(error.code, 'port-busy');
      assert.ok(error.message.includes(port));
    });

    it('ends on SIGINT with status 130, its scorer gone and its port free', async () => {
      serving.child.kill('SIGINT');
      assert.equal(await serving.status, 130);
      assert.throws(() => process.kill(serving.pid, 0), /ESRCH/);
      await bindable(Number(new URL(serving.url).port));
    });

    it('scores in several processes with --workers, and leaves none of them', async () => {
      const several = await serve(project, ['--workers', '2']);
      const ready = await fetch(`${several.url}/health/ready`);
      assert.equal(ready.status, 200);
      several.child.kill('SIGINT');
      assert.equal(await several.status, 130);
      await bindable(Number(new URL(several.url).port));
    });

    it('leaves no scorer behind when it is killed', async () => {
      const killed = await serve(project);
      killed.child.kill('SIGKILL');
      await killed.status;
      await gone(killed.pid);
    });
  });

  describe('a project whose artefact is broken', () => {
    let broken: string;
    let artefact: string;
    beforeEach(async () => {
      const made = await bellhop([
        'new',
        'model',
        '--no-input',
        '--json',
        '--output-dir',
        folder,
        'project_name=Broken',
      ]);
      broken = made.last?.['project'] as string;
      artefact = path.join(broken, 'src', 'broken', 'artefacts');
    });
    afterEach(() => rm(broken, { recursive: true, force: true }));

    for (const [what, spoil, named] of [
      ['no model.json', () => rm(path.join(artefact, 'model.json')), 'model.json'],
      ['a model.json that is no JSON', () => writeFile(path.join(artefact, 'model.json'), '{'), 'model.json'],
      ['no model.onnx', () => rm(path.join(artefact, 'model.onnx')), 'model.onnx'],
      ['a truncated model.onnx', () => truncate(path.join(artefact, 'model.onnx'), 100), 'model.onnx'],
    ] as const) {
      it(`with ${what} is refused by that file and a next step`, async () => {
        await spoil();
        const { status, last } = await bellhop(['serve', broken, '--json']);
        assert.equal(status, 1);
        const error = last?.['error'] as { message: string; next: string };
        assert.ok(error.message.includes(named), error.message);
        assert.ok(error.next.length > 0);
      });
    }
  });

  it('train says what to install where there is no Python', async () => {
    const node = path.dirname(process.execPath);
    const nothing = path.join(folder, 'bin');
    await mkdir(nothing);
    assert.ok(node !== nothing);
    const { status, last } = await bellhop(['train', project, '--json', '--no-input'], { PATH: nothing });
    assert.equal(status, 1);
    const error = last?.['error'] as { code: string; message: string; next: string };
    assert.equal(error.code, 'python-missing');
    assert.match(error.next, /Install Python 3\.11/);
  });

  it('train makes the environment, trains, and ends with metrics and parity', async () => {
    const { status, last, out } = await bellhop(['train', project, '--json', '--no-input']);
    assert.equal(status, 0, out.slice(-2000));
    assert.equal((last?.['parity'] as { rows: number; beyond: number }).rows, 2182);
    assert.equal((last?.['parity'] as { rows: number; beyond: number }).beyond, 0);
    assert.ok((last?.['metrics'] as unknown[]).length >= 3);
    assert.ok(existsSync(path.join(project, '.venv')));
    const again = await bellhop(['train', project, '--json', '--no-input']);
    assert.equal(again.status, 0);
    const steps = again.lines.filter(({ event }) => event === 'progress').map(({ message }) => message);
    assert.ok(!steps.includes('Install the pinned packages'), 'nothing is installed twice');
  });

  // After the others, which score the template's own model; the environment is that of the test above.
  describe('a project whose model ONNX cannot express', () => {
    it('trains, serves, and leaves no worker behind', async () => {
      const model = path.join(project, 'src', 'claim_frequency', 'model.py');
      await copyFile(path.join(import.meta.dirname, '../../fixtures/pythonRuntime/model.py'), model);
      const { status, last, out } = await bellhop(['train', project, '--json', '--no-input']);
      assert.equal(status, 0, out.slice(-2000));
      assert.equal(last?.['runtime'], 'python');
      assert.equal(last['parity'], undefined);
      const serving = await serve(project);
      const response = await fetch(`${serving.url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: [{ Kilometres: '2', Zone: '4', Bonus: 7, Make: '9' }] }),
      });
      assert.equal(response.status, 200);
      assert.equal(typeof ((await response.json()) as PredictResponse).predictions[0], 'number');
      assert.ok(serving.worker !== undefined);
      serving.child.kill('SIGKILL');
      await serving.status;
      await gone(serving.pid);
      await gone(serving.worker);
    });
  });
});

/** Passes when a port of 127.0.0.1 can be bound. */
async function bindable(port: number): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
