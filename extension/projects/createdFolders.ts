import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_FILE } from '../../contract/project';
import { exists } from '../files/exists';

/** How long created files are gathered before anything is looked at, in milliseconds. */
const GATHERING = 300;
/** Folders of installed things, in which files come by the thousand and no project is looked for. */
const PASSED_OVER = new Set(['node_modules', '.venv', '.git']);

/**
 * Gathers what is reported as created, file by file, and looks then whether projects came among it: a folder that comes
 * with all that is in it is often reported alone.
 */
export class CreatedFolders {
  private created = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  /** @param onProject a folder with a bellhop.json came; called once for all that were gathered. */
  constructor(private readonly onProject: () => void) {}

  /** @param file the path of a created file or folder. */
  add(file: string): void {
    if (file.split(path.sep).some((part) => PASSED_OVER.has(part))) return;
    this.created.add(file);
    this.timer ??= setTimeout(() => {
      const { created } = this;
      this.created = new Set();
      this.timer = undefined;
      void holdsProject(created).then((came) => {
        if (came) this.onProject();
      });
    }, GATHERING);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

/** Whether one of these paths is a folder with a bellhop.json: each folder that they lie in is read once. */
export async function holdsProject(created: ReadonlySet<string>): Promise<boolean> {
  const parents = new Set([...created].map((file) => path.dirname(file)));
  for (const parent of parents) {
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const folder = path.join(parent, entry.name);
      if (!entry.isDirectory() || !created.has(folder)) continue;
      if (await exists(path.join(folder, PROJECT_FILE))) return true;
    }
  }
  return false;
}
