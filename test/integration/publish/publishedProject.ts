import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { commit, git } from '../scaffold/templateRepository';
import { makeModelProject, type ModelProject } from '../template/modelProject';

/** A model project in a git repository that follows a bare one, both in a temporary folder. */
export class PublishedProject {
  private constructor(
    readonly folder: string,
    readonly project: ModelProject,
    /** The bare repository that it is pushed to. */
    readonly remote: string,
  ) {}

  static async make(answers: Record<string, string> = {}): Promise<PublishedProject> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-publish-'));
    const project = await makeModelProject(folder, { project_name: 'Motor', ...answers });
    const remote = path.join(folder, 'remote.git');
    git(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', remote);
    git(project.folder, 'init', '--quiet', '--initial-branch', 'main');
    git(project.folder, 'remote', 'add', 'origin', remote);
    await commit(project.folder, {});
    git(project.folder, 'push', '--quiet', '--set-upstream', 'origin', 'main');
    return new PublishedProject(folder, project, remote);
  }

  /** Runs git in the project. */
  git(...args: string[]): string {
    return git(this.project.folder, ...args);
  }

  /** The file of the project, as text. */
  text(file: string): Promise<string> {
    return readFile(path.join(this.project.folder, file), 'utf8');
  }

  /** The path of model.json in the project. */
  get model(): string {
    return `src/${this.project.packageName}/artefacts/model.json`;
  }

  /** Commits and tags a version whose model.json is another than the project's, and takes the project's back. */
  async tagged(tag: string, change: (model: string) => string): Promise<void> {
    const now = await this.text(this.model);
    await commit(this.project.folder, { [this.model]: change(now) });
    this.git('tag', tag);
    await commit(this.project.folder, { [this.model]: now });
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
