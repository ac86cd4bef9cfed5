import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PublishPlan } from './plan';
import { parseVersion, versionText, type Version } from './version';
import { withJsonVersion } from './writtenVersion';

const REPORTS = 'reports';
/** The file that states the version as JSON; the model card's heading ends in it. */
const EVALUATION = 'evaluation.json';
const MODEL_CARD = 'model-card.md';

/**
 * Training writes its report for the version that is stated at the time, which may be published already. With the
 * version the report moves, and the one that was published comes back.
 *
 * @returns what files shall hold; null for one that goes.
 */
export async function movedReport(
  { project, repository, trained }: PublishPlan,
  version: Version,
  signal: AbortSignal,
): Promise<Map<string, string | null>> {
  const files = new Map<string, string | null>();
  const to = versionText(version);
  if (trained === undefined || trained === to) return files;
  const from = path.join(project.folder, REPORTS, trained);
  const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of names) {
    const text = await readFile(path.join(from, name), 'utf8');
    files.set(path.join(project.folder, REPORTS, to, name), restated(name, text, trained, to));
    files.set(path.join(from, name), null);
  }
  const published = parseVersion(trained);
  if (!published || names.length === 0) return files;
  for (const name of await repository.namesAt(published, from, signal)) {
    const file = path.join(from, name);
    const before = await repository.at(published, file, signal);
    const now = names.includes(name) ? await readFile(file, 'utf8') : undefined;
    if (before === undefined) continue;
    if (before === now) files.delete(file);
    else files.set(file, before);
  }
  return files;
}

function restated(name: string, text: string, from: string, to: string): string {
  if (name === EVALUATION) return withJsonVersion(text, name, to);
  if (name !== MODEL_CARD) return text;
  const [heading = '', ...lines] = text.split('\n');
  return [heading.endsWith(` ${from}`) ? heading.slice(0, -from.length) + to : heading, ...lines].join('\n');
}
