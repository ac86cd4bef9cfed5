import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Artefact, Row } from '../../../contract/artefact';
import { FIXTURES, readModelJson } from './scorerInProcess';

/** Models that tell their version by what they score: `cost` is the row's `value` times the version. */

const NAME = 'two-outputs';

/** The graph of a version: the factor of `cost` is a constant of it. */
export function graphOfVersion(version: number): Buffer {
  const graph = readFileSync(join(FIXTURES, NAME, 'model.onnx'));
  const at = graph.indexOf(double(2));
  assert.ok(at > 0 && at === graph.lastIndexOf(double(2)));
  double(version).copy(graph, at);
  return graph;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function costOf(version: number, { value }: Row): number {
  return version * Number(value);
}

/** Puts the artefact of a version into a folder as training does: the graph, then model.json, each by rename. */
export function trainVersion(folder: string, version: number, isGolden = true): void {
  const artefact: Artefact = { ...readModelJson(join(FIXTURES, NAME)), version: String(version) };
  const graph = graphOfVersion(version);
  artefact.files['model.onnx'] = createHash('sha256').update(graph).digest('hex');
  for (const { row, prediction } of artefact.golden.rows) {
    (prediction as Record<string, number>)['cost'] = costOf(version, row);
  }
  if (!isGolden) artefact.golden.rows = [];
  replaceFile(join(folder, 'model.onnx'), graph);
  replaceFile(join(folder, 'model.json'), JSON.stringify(artefact));
}

export function replaceFile(file: string, content: Buffer | string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
