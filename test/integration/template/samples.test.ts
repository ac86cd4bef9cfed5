import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import artefactSchema from '../../../contract/artefact.schema.json';
import { RowValidator } from '../../../contract/rows';
import { runRequest } from '../../../extension/requests/saved/runRequest';
import { savedRequestFiles } from '../../../extension/requests/saved/savedRequests';
import { start, stopAll } from '../scorer/scorerInProcess';
import { artefactOf, makeModelProject, type ModelProject } from './modelProject';

describe('A fresh project of the model template, before anything is installed', () => {
  let outputDir: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-samples-'));
  });
  after(() => rm(outputDir, { recursive: true, force: true }));
  afterEach(stopAll);

  for (const task of ['frequency', 'severity', 'classification'] as const) {
    describe(task, () => {
      let project: ModelProject;

      before(async () => {
        project = await makeModelProject(outputDir, { project_name: `Sample ${task}`, task });
      });

      it('has an artefact as the contract says, whose examples a caller may send', async () => {
        const artefact = await artefactOf(project);
        const ajv = new Ajv2020({ strict: false, allErrors: true });
        addFormats(ajv);
        ajv.validate(artefactSchema, artefact);
        assert.deepEqual(ajv.errors, null);
        assert.equal(artefact.task, task);
        assert.equal(artefact.runtime, 'onnx');
        assert.equal(artefact.parity?.beyond, 0);
        // The regressions add up; boosted trees do not.
        assert.equal(artefact.additive?.link, task === 'classification' ? undefined : 'log');
        const rows = artefact.examples.map(({ row }) => row);
        const { problems, warnings } = new RowValidator(artefact.input).check(rows);
        assert.deepEqual({ problems, warnings }, { problems: [], warnings: [] });
      });

      it('is served with its golden scores, and passes its saved requests', async () => {
        const scorer = await start(project.artefactFolder);
        assert.deepEqual(scorer.refused, []);
        assert.equal(scorer.models[0]?.name, `sample-${task}`);
        const files = await savedRequestFiles(project.folder);
        assert.equal(files.length, 1);
        const target = { url: `http://127.0.0.1:${scorer.port}` };
        for (const file of files) {
          const { outcome, findings } = await runRequest(file, {
            target,
            signal: new AbortController().signal,
          });
          assert.deepEqual({ outcome, findings }, { outcome: 'passed', findings: [] });
        }
      });
    });
  }
});
