import path from 'node:path';
import * as vscode from 'vscode';
import { Failure, reason } from '../../contract/failure';
import { PROJECT_FILE } from '../../contract/project';
import { isRecord } from '../../contract/version';
import { isApiProject, requireApi, type ApiProject } from '../api/apiProject';
import { normalizedName } from '../packageIndex/packageName';
import { CreatedFolders } from './createdFolders';
import { isInTemplate, openProject, requireModel, type ModelProject, type Project } from './project';

/** A folder with a bellhop.json: a project, or why it is none. */
export type FoundProject =
  { folder: string; project: Project } | { folder: string; project?: undefined; failure: Failure };

const LAST_CHOSEN = 'bellhop.currentProject';

/** The projects of the workspace and which of them is the current one: the active editor's, else the last chosen. */
export class Projects implements vscode.Disposable {
  private found: FoundProject[] = [];
  private currentFolder: string | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: { dispose: () => unknown }[] = [this.changed];

  /** The projects or the current one changed. */
  readonly onDidChange = this.changed.event;
  /** Resolves when the workspace has been searched for the first time: before that nothing is known. */
  readonly ready: Promise<void>;

  constructor(private readonly state: vscode.Memento) {
    this.currentFolder = state.get<string>(LAST_CHOSEN);
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${PROJECT_FILE}`);
    // A folder that comes or goes with all that is in it is often reported alone.
    const folderWatcher = vscode.workspace.createFileSystemWatcher('**', false, true);
    const created = new CreatedFolders(() => void this.refresh());
    const refresh = (): void => void this.refresh();
    this.disposables.push(
      folderWatcher,
      created,
      folderWatcher.onDidCreate(({ fsPath }) => created.add(fsPath)),
      folderWatcher.onDidDelete((gone) => this.folderWent(gone)),
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      vscode.window.onDidChangeActiveTextEditor(() => this.followEditor()),
    );
    this.ready = this.refresh();
  }

  get all(): readonly FoundProject[] {
    return this.found;
  }

  /** The projects that can be read. */
  get readable(): Project[] {
    return this.found.flatMap(({ project }) => (project ? [project] : []));
  }

  /** The names of the packages that the model projects publish. */
  get modelPackages(): string[] {
    return this.readable
      .filter(({ kind }) => kind === 'model')
      .map(({ packageName }) => normalizedName(packageName));
  }

  get current(): Project | undefined {
    return this.readable.find(({ folder }) => folder === this.currentFolder) ?? this.readable[0];
  }

  /**
   * The model project that a command is about: the one of its argument, else the current one.
   *
   * @throws Failure `no-project` or `not-a-model-project`.
   */
  async model(argument?: unknown): Promise<ModelProject> {
    await this.ready;
    const project = projectArgument(argument) ?? this.current;
    if (project) return requireModel(project);
    throw noProject();
  }

  /**
   * The API project that a command is about: the one of its argument, else the current one, else the only one.
   *
   * @throws Failure `no-project` or `not-an-api-project`.
   */
  async api(argument?: unknown): Promise<ApiProject> {
    await this.ready;
    const named = projectArgument(argument);
    if (named) return requireApi(named);
    const apis = this.readable.filter(isApiProject);
    const [only, ...others] = apis;
    const { current } = this;
    if (current && isApiProject(current)) return current;
    if (only && others.length === 0) return only;
    if (current) return requireApi(current);
    throw noProject();
  }

  /** The folder of the project that a command's argument names; undefined where it names none. */
  folderOf(argument: unknown): string | undefined {
    return projectArgument(argument)?.folder;
  }

  /** Makes a project the current one until another is chosen or an editor of another becomes active. */
  choose(project: Project): void {
    if (this.currentFolder === project.folder) return;
    this.currentFolder = project.folder;
    void this.state.update(LAST_CHOSEN, project.folder);
    this.changed.fire();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Looks for projects in the workspace anew. */
  private async refresh(): Promise<void> {
    const files = await vscode.workspace.findFiles(`**/${PROJECT_FILE}`, '**/{node_modules,.venv}/**');
    const folders = files
      .map((file) => file.fsPath)
      .filter((file) => !isInTemplate(file))
      .map((file) => path.dirname(file))
      .sort();
    this.found = await Promise.all(folders.map(find));
    this.followEditor();
    this.changed.fire();
  }

  private folderWent({ fsPath }: vscode.Uri): void {
    const isGone = ({ folder }: FoundProject): boolean =>
      `${folder}${path.sep}`.startsWith(fsPath + path.sep);
    if (this.found.some(isGone)) void this.refresh();
  }

  private followEditor(): void {
    const file = vscode.window.activeTextEditor?.document.uri.fsPath;
    if (file === undefined) return;
    const owners = this.readable.filter(({ folder }) => file.startsWith(folder + path.sep));
    const owner = owners.sort((a, b) => b.folder.length - a.folder.length)[0];
    if (owner) this.choose(owner);
  }
}

export function noProject(): Failure {
  return new Failure(
    'no-project',
    vscode.l10n.t('The workspace holds no project.'),
    vscode.l10n.t('Open the folder of one, or make a new one.'),
  );
}

/** The project of a command's argument: a row of the tree, or a project itself. */
function projectArgument(argument: unknown): Project | undefined {
  if (!isRecord(argument)) return undefined;
  const project = argument['project'] ?? argument;
  return isRecord(project) && 'packageName' in project ? (project as unknown as Project) : undefined;
}

async function find(folder: string): Promise<FoundProject> {
  try {
    return { folder, project: await openProject(folder) };
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure('project-unreadable', reason(error), vscode.l10n.t('Restore the file from git.'));
    return { folder, failure };
  }
}
