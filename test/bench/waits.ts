import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createProject } from '../../extension/scaffold/render/createProject';
import { openTemplate } from '../../extension/scaffold/template/template';
import { startScorer } from '../../extension/scorer/scorerProcess';
import { activateInHost } from '../e2e/host/extensionHost';
import { makeModelProject, ROOT, TEMPLATE } from '../integration/template/modelProject';
import { report } from './report';

const ROUNDS = 7;

/** What a person waits for in the editor. */
export async function benchWaits(folder: string): Promise<void> {
  report('activate() in the extension host', await activation(folder));
  const { first, later } = await scores(folder);
  report('first score from a stopped scorer', first);
  report('the score after that', later);
  report('project from templates/model', await creation(folder));
}

/** The extension is not active in a folder without a project, so that `activate()` can be timed. */
async function activation(folder: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    times.push((await activateInHost({ version: 'newest', trust: true, folder })).milliseconds);
  }
  return times;
}

async function scores(folder: string): Promise<{ first: number[]; later: number[] }> {
  const { folder: project, artefactFolder } = await makeModelProject(folder, { project_name: 'Bench' });
  const first: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const scorer = await startScorer({
      script: path.join(ROOT, 'dist', 'scorer.js'),
      project,
      artefact: artefactFolder,
      port: 0,
      onLog: () => undefined,
    });
    await score(scorer.url);
    first.push(performance.now() - started);
    const again = performance.now();
    await score(scorer.url);
    later.push(performance.now() - again);
    await scorer.stop();
  }
  return { first, later };
}

async function score(url: string): Promise<void> {
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: [{ Kilometres: 2, Zone: 4, Bonus: 7, Make: 9 }] }),
  });
  if (response.status !== 200) throw new Error(await response.text());
  await response.arrayBuffer();
}

async function creation(folder: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const template = await openTemplate(TEMPLATE);
    const answers = new Map([['project_name', `Round ${round}`]]);
    await createProject({ template, answers, outputDir: folder });
    times.push(performance.now() - started);
  }
  return times;
}
