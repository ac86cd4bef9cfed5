import path from 'node:path';
import * as vscode from 'vscode';
import { reason } from '../../../contract/failure';
import { ARTEFACT_FILE } from '../../../contract/readArtefact';
import { REQUESTS_FOLDER, SAVED_REQUEST_ENDING, type SavedRequest } from '../../../contract/savedRequest';
import { isModelProject, openArtefact, type Project } from '../../projects/project';
import type { Projects } from '../../projects/projects.vscode';
import { misfitsOf, type Misfit, type RowModel } from './misfits';
import { openSavedRequest, savedRequestFiles } from './savedRequests';

/** What is found of one saved request in a project. */
export interface FoundRequest {
  project: Project;
  file: string;
  label: string;
  /** Absent where the file cannot be read, and `error` says why. */
  request?: SavedRequest;
  error?: string;
  /** In what it no longer fits the project's model. */
  misfits: Misfit[];
  /** The model that it was held against. */
  model?: RowModel;
}

/** The saved requests of the workspace's projects, held against their models, and followed on disk. */
export class SavedList implements vscode.Disposable {
  private found: readonly FoundRequest[] = [];
  private newestReading = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly fileChanged = new vscode.EventEmitter<string>();
  private readonly modelChanged = new vscode.EventEmitter<string>();
  private readonly disposables: { dispose: () => unknown }[] = [
    this.changed,
    this.fileChanged,
    this.modelChanged,
  ];

  readonly onDidChange = this.changed.event;
  /** The file of a saved request was written. */
  readonly onDidChangeFile = this.fileChanged.event;
  /** The model of the project in a folder was written: what is known of its requests is of the model before. */
  readonly onDidChangeModel = this.modelChanged.event;

  constructor(private readonly projects: Projects) {
    const folders = `**/${REQUESTS_FOLDER}`;
    const requests = vscode.workspace.createFileSystemWatcher(`${folders}/*${SAVED_REQUEST_ENDING}`);
    // A folder that comes with its files, or goes with them, is often reported alone.
    const folderWatcher = vscode.workspace.createFileSystemWatcher(folders, false, true);
    const models = vscode.workspace.createFileSystemWatcher(`**/${ARTEFACT_FILE}`);
    const refresh = (): void => void this.refresh();
    const modelWritten = ({ fsPath }: vscode.Uri): void => {
      const owner = projects.readable.find(({ artefact }) => artefact === path.dirname(fsPath));
      if (owner) this.modelChanged.fire(owner.folder);
      refresh();
    };
    this.disposables.push(
      requests,
      models,
      folderWatcher,
      folderWatcher.onDidCreate(refresh),
      folderWatcher.onDidDelete(refresh),
      requests.onDidCreate(refresh),
      requests.onDidDelete(refresh),
      requests.onDidChange(({ fsPath }) => {
        this.fileChanged.fire(fsPath);
        refresh();
      }),
      models.onDidCreate(modelWritten),
      models.onDidChange(modelWritten),
      projects.onDidChange(refresh),
    );
  }

  get all(): readonly FoundRequest[] {
    return this.found;
  }

  find(file: string): FoundRequest | undefined {
    return this.found.find((each) => each.file === file);
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Reads the files and models anew. */
  async refresh(): Promise<void> {
    const turn = ++this.newestReading;
    const found = await Promise.all(this.projects.readable.map(findRequests));
    // Two changes in quick succession: only the newer reading counts.
    if (turn !== this.newestReading) return;
    this.found = found.flat();
    this.changed.fire();
  }
}

async function findRequests(project: Project): Promise<FoundRequest[]> {
  // What cannot be listed has no requests to show; `bellhop test` says why.
  const files = await savedRequestFiles(project.folder).catch(() => []);
  if (files.length === 0) return [];
  // Without a model that can be read there is nothing to hold them against.
  const model = isModelProject(project) ? await openArtefact(project).catch(() => undefined) : undefined;
  return Promise.all(
    files.map(async (file): Promise<FoundRequest> => {
      try {
        const { request } = await openSavedRequest(file);
        const misfits = model ? misfitsOf(request, model) : [];
        return { project, file, label: request.name, request, misfits, ...(model && { model }) };
      } catch (error) {
        return { project, file, label: path.basename(file), error: reason(error), misfits: [] };
      }
    }),
  );
}
