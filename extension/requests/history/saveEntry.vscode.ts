import { isModelProject } from '../../projects/project';
import { noProject, type Projects } from '../../projects/projects.vscode';
import type { DrawnRows } from '../data/drawnRows';
import { saveAnswered } from '../saved/saveAnswered.vscode';
import type { History } from './history';

/**
 * Asks for a name and writes a request of the history as a new saved request.
 *
 * @throws Failure `no-project`, and those of `History.recallWhole`.
 */
export async function saveEntry(
  { history, drawn }: { history: History; drawn: DrawnRows },
  projects: Projects,
  id: string,
): Promise<void> {
  const { entry, rows } = await history.recallWhole(id);
  const project = projects.readable.filter(isModelProject).find(({ folder }) => folder === entry.project);
  if (!project) throw noProject();
  const ref = { key: project.folder, name: project.name, artefactFolder: project.artefact };
  await saveAnswered({
    project: ref,
    rows,
    isPrivate: drawn.isPrivate(project.folder, rows),
    status: entry.status ?? 200,
    predictions: entry.predictions ?? [],
  });
}
