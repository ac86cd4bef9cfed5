import { Failure } from '../../contract/failure';
import { normalizedName } from '../packageIndex/packageName';
import type { Project } from '../projects/project';
import { isApiProject, type ApiProject } from './apiProject';
import { readModelPin } from './modelPin';

/** The API projects among these that serve a package; one whose pin cannot be read is passed over. */
export async function projectsThatPin(projects: readonly Project[], name: string): Promise<ApiProject[]> {
  const serving = projects.filter(isApiProject).map(async (project) => {
    const pin = await readModelPin(project.folder).catch((error: unknown) => {
      if (error instanceof Failure) return undefined;
      throw error;
    });
    return pin && normalizedName(pin.name) === normalizedName(name) ? [project] : [];
  });
  return (await Promise.all(serving)).flat();
}
