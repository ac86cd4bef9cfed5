import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createProject } from '../../extension/scaffold/createProject';
import { openTemplate } from '../../extension/scaffold/template';
import { startScorer } from '../../extension/scorer/scorerProcess';
import { buildAll } from '../../scripts/build';
import { activateInHost } from '../e2e/host/extensionHost';
import { benchScorer } from './scorer';
import { makeModelProject, ROOT, TEMPLATE } from '../integration/template/modelProject';

/** `npm run bench`: what a person waits for, in milliseconds, as the median and the range of several rounds. */

const ROUNDS = 7;

async function main(): Promise<void> {
  await buildAll();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-bench-'));
  try {
    report('activate() in the extension host', await activation(folder));
    const { first, later } = await scores(folder);
    report('first score from a stopped scorer', first);
    report('the score after that', later);
    report('project from templates/model', await creation(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

function report(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const words = [median, least, most].map((time) => (time ?? NaN).toFixed(1));
  console.log(`${what.padEnd(36)} ${words[0]} ms (${words[1]} to ${words[2]}, ${times.length} rounds)`);
}

const [part] = process.argv.slice(2);
void (part === 'scorer' ? benchScorer() : main());
