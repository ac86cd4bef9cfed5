import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { testEngine } from '../../../scripts/docker/testEngine';
import { containersOf, nothingLeft } from '../scorer/container/containers';
import { testImage } from '../scorer/container/testImage';
import { readModelJson, scored, sendTo } from '../scorer/scorerInProcess';
import { makeModelProject, type ModelProject } from '../template/modelProject';
import { bellhop, serve } from './bellhop';

describe('bellhop serve --container', function () {
  this.timeout(60_000);
  let folder: string;
  let project: ModelProject;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(600_000);
    await testImage();
    env = { DOCKER_HOST: (await testEngine()).host };
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-cli-container-'));
    project = await makeModelProject(folder, { project_name: 'Motor' });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => nothingLeft(project.folder));

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`gives the URL as soon as it is ready, and ${signal} ends and removes it`, async () => {
      const { url, child, status } = await serve(project.folder, ['--container'], env);
      assert.equal((await containersOf(project.folder)).length, 1);
      const rows = [readModelJson(project.artefactFolder).examples[0]?.row];
      const type = { 'content-type': 'application/json' };
      scored(await sendTo(Number(new URL(url).port), 'POST', '/predict', JSON.stringify({ rows }), type));
      child.kill(signal);
      assert.equal(await status, 130);
    });
  }

  it('names an engine that was chosen and does not answer', async () => {
    const silent = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const { status, last } = await bellhop(['serve', project.folder, '--container', '--json'], silent);
    assert.equal(status, 1);
    const { code, message } = last?.['error'] as { code: string; message: string };
    assert.equal(code, 'engine-missing');
    assert.equal(
      message,
      'The Docker engine at unix:///nowhere/docker.sock, chosen by DOCKER_HOST, does not answer: there is no such socket.',
    );
  });

  it('refuses a limit that is no number', async () => {
    const { status, last } = await bellhop(['serve', project.folder, '--memory', 'much', '--json'], env);
    assert.equal(status, 2);
    assert.match((last?.['error'] as { message: string }).message, /"much" is no limit/);
  });
});
