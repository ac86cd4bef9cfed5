import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installedWheel, makeApiProject } from '../api/apiProject';
import { makeModelProject, runPython } from './modelProject';
import { pythonEnvironment } from './pythonEnvironment';

/** What training needs and scoring by ONNX does not. */
const HEAVY = ['sklearn', 'scipy', 'pandas', 'skl2onnx', 'skops', 'matplotlib'];

/** Scores the golden rows with ONNX Runtime and the files of the package alone; says how far each is from its score. */
const SCORE_GOLDEN = `
import importlib, importlib.util, json, sys
import numpy, onnxruntime

package = importlib.import_module(sys.argv[1])
described = json.loads((package.ARTEFACTS / "model.json").read_text(encoding="utf-8"))
session = onnxruntime.InferenceSession((package.ARTEFACTS / "model.onnx").read_bytes())
rows = [item["row"] for item in described["golden"]["rows"]]

def tensor(given):
    values = [row.get(given.name) for row in rows]
    if given.type == "tensor(string)":
        return numpy.array([["" if value is None else value] for value in values], object)
    return numpy.array([[numpy.nan if value is None else value] for value in values], float)

names = [given.name for given in session.get_outputs()]
scored = dict(zip(names, session.run(names, {given.name: tensor(given) for given in session.get_inputs()})))
(output,) = described["outputs"]
expected = [item["prediction"] for item in described["golden"]["rows"]]
if "probabilities" in output:
    labels = output["probabilities"]["labels"]
    expected = [[one["probabilities"][label] for label in labels] for one in expected]
    apart = abs(scored[output["probabilities"]["onnx"]] - numpy.array(expected)).max(axis=1)
else:
    allowed = numpy.maximum(numpy.abs(expected), described["golden"]["scale"])
    apart = abs(scored[output["onnx"]].ravel() - numpy.array(expected)) / allowed
heavy = [name for name in json.loads(sys.argv[2]) if importlib.util.find_spec(name)]
print(json.dumps({"heavy": heavy, "file": package.__file__, "apart": apart.tolist()}))
`;

describe('The wheel of a fresh model project', function () {
  this.timeout('10m');
  let outputDir: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-wheel-'));
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  for (const task of ['frequency', 'classification']) {
    it(`asks for nothing but as an extra, and scores without any of it: ${task}`, async () => {
      const folder = path.join(outputDir, task);
      await mkdir(folder);
      const project = await makeModelProject(folder, { task });
      const python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
      const installed = await installedWheel(python, project, folder);

      const info = (await readdir(installed)).find((name) => name.endsWith('.dist-info')) ?? '';
      const metadata = await readFile(path.join(installed, info, 'METADATA'), 'utf8');
      const required = Array.from(metadata.matchAll(/^Requires-Dist: (.*)$/gm), ([, text = '']) => text);
      assert.ok(required.some((text) => text.startsWith('scikit-learn')));
      assert.deepEqual(
        required.filter((text) => !text.endsWith("; extra == 'train'")),
        [],
      );

      // The environment of an API project with the runtime onnx.
      const api = await makeApiProject(folder);
      const args = ['-c', SCORE_GOLDEN, project.packageName, JSON.stringify(HEAVY)];
      const { status, output } = await runPython(api.python, api, args, [installed]);
      assert.equal(status, 0, output);
      const { heavy, file, apart } = JSON.parse(output) as { heavy: string[]; file: string; apart: number[] };
      assert.deepEqual(heavy, []);
      assert.ok(file.startsWith(installed), file);
      assert.ok(apart.length >= 20);
      assert.ok(Math.max(...apart) <= (task === 'frequency' ? 1e-5 : 1e-6), String(apart));
    });
  }
});
