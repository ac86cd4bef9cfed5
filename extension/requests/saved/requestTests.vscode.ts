import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { REQUESTS_FOLDER, SAVED_REQUEST_ENDING } from '../../../contract/savedRequest';
import { signalOf } from '../../editor/commands.vscode';
import { isModelProject, type Project } from '../../projects/project';
import type { Projects } from '../../projects/projects.vscode';
import type { Targets } from '../targets/targets';
import type { Finding } from './checkAnswer';
import { locate } from './locate';
import { findingLines } from './report';
import { runRequest, type RequestResult } from './runRequest';
import { openSavedRequest, savedRequestFiles } from './savedRequests';

/** What is found of one saved request in a project. */
interface Found {
  file: string;
  label: string;
  /** Why it cannot be read. */
  error?: string;
}

/**
 * The saved requests of the workspace's model projects in the Test Explorer: an item for each project, and in it one for
 * each file. They run against the project's chosen target, which is started where that is possible.
 */
export class RequestTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController(
    'bellhop.requests',
    vscode.l10n.t('Saved Requests'),
  );
  private readonly disposables: { dispose: () => unknown }[] = [this.controller];
  private newestReading = 0;

  constructor(
    private readonly projects: Projects,
    private readonly targets: Targets,
  ) {
    const pattern = `**/${REQUESTS_FOLDER}/*${SAVED_REQUEST_ENDING}`;
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (): void => void this.refresh();
    this.disposables.push(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
      watcher.onDidChange((file) => this.fileChanged(file)),
      projects.onDidChange(changed),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.offerRuns()),
    );
    this.controller.refreshHandler = () => this.refresh();
    this.offerRuns();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** In Restricted Mode the requests are listed, and nothing can be run. */
  private offerRuns(): void {
    if (!vscode.workspace.isTrusted) return;
    this.controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.run(request, signalOf(token)),
      true,
    );
  }

  private fileChanged(file: vscode.Uri): void {
    for (const [, project] of this.controller.items) {
      const item = project.children.get(file.fsPath);
      // What the file as it was said is no longer known of the file as it is.
      if (item) this.controller.invalidateTestResults(item);
    }
    void this.refresh();
  }

  /** Lists the saved requests anew. */
  private async refresh(): Promise<void> {
    const turn = ++this.newestReading;
    const models = this.projects.readable.filter(isModelProject);
    const found = await Promise.all(
      models.map(async (project) => ({ project, requests: await findRequests(project) })),
    );
    // Two changes in quick succession: only the newer reading counts.
    if (turn !== this.newestReading) return;
    const items = found
      .filter(({ requests }) => requests.length > 0)
      .map(({ project, requests }) => this.projectItem(project, requests));
    this.controller.items.replace(items);
  }

  /** An item that is there already is kept: a run may be about to give it a result. */
  private projectItem(project: Project, requests: readonly Found[]): vscode.TestItem {
    const { folder, name } = project;
    const item =
      this.controller.items.get(folder) ??
      this.controller.createTestItem(folder, name, vscode.Uri.file(path.join(folder, REQUESTS_FOLDER)));
    item.label = name;
    item.children.replace(
      requests.map(({ file, label, error }) => {
        const child =
          item.children.get(file) ?? this.controller.createTestItem(file, label, vscode.Uri.file(file));
        child.label = label;
        child.range = new vscode.Range(0, 0, 0, 0);
        child.error = error;
        return child;
      }),
    );
    return item;
  }

  private async run(request: vscode.TestRunRequest, signal: AbortSignal): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      const chosen = this.chosen(request);
      for (const item of [...chosen.values()].flat()) run.enqueued(item);
      for (const [folder, items] of chosen) await this.runProject(run, folder, items, signal);
    } finally {
      run.end();
    }
  }

  private async runProject(
    run: vscode.TestRun,
    folder: string,
    items: readonly vscode.TestItem[],
    signal: AbortSignal,
  ): Promise<void> {
    const project = this.projects.readable.filter(isModelProject).find((each) => each.folder === folder);
    if (!project) return;
    try {
      const target = await this.targets.reach(project, signal);
      // One after the other: an expected latency means an idle scorer.
      for (const item of items) {
        if (signal.aborted) throw new Cancelled();
        run.started(item);
        await show(run, item, await runRequest(item.id, { target, signal }));
      }
    } catch (error) {
      if (error instanceof Cancelled) return;
      const next = error instanceof Failure ? ` ${error.next}` : '';
      const message = new vscode.TestMessage(`${reason(error)}${next}`);
      for (const item of items) run.errored(item, message);
    }
  }

  /** The requests that a run is about, by the folder of their project. */
  private chosen({ include, exclude }: vscode.TestRunRequest): Map<string, vscode.TestItem[]> {
    const chosen = new Map<string, vscode.TestItem[]>();
    const add = (item: vscode.TestItem): void => {
      if (exclude?.includes(item)) return;
      const { parent } = item;
      if (parent) chosen.set(parent.id, [...(chosen.get(parent.id) ?? []), item]);
      else for (const [, child] of item.children) add(child);
    };
    for (const item of include ?? [...this.controller.items].map(([, each]) => each)) add(item);
    return chosen;
  }
}

async function findRequests({ folder }: Project): Promise<Found[]> {
  // What cannot be listed has no requests to show; `bellhop test` says why.
  const files = await savedRequestFiles(folder).catch(() => []);
  return Promise.all(
    files.map(async (file): Promise<Found> => {
      try {
        const { request } = await openSavedRequest(file);
        return { file, label: request.name };
      } catch (error) {
        return { file, label: path.basename(file), error: reason(error) };
      }
    }),
  );
}

async function show(run: vscode.TestRun, item: vscode.TestItem, result: RequestResult): Promise<void> {
  const { outcome, milliseconds, findings, name } = result;
  const lines = [
    `${outcome === 'passed' ? '✔' : '✘'} ${name}`,
    ...findingLines(result).map((line) => `    ${line}`),
  ];
  run.appendOutput(`${lines.join('\r\n')}\r\n`, undefined, item);
  if (outcome === 'passed') {
    run.passed(item, milliseconds);
    return;
  }
  const messages = await messagesOf(item, findings);
  if (outcome === 'failed') run.failed(item, messages, milliseconds);
  else run.errored(item, messages);
}

/** Each finding at its place in the file, with both values where there are two to compare. */
async function messagesOf(
  item: vscode.TestItem,
  findings: readonly Finding[],
): Promise<vscode.TestMessage[]> {
  const uri = item.uri ?? vscode.Uri.file(item.id);
  const document = await vscode.workspace.openTextDocument(uri).then(
    (opened) => opened,
    () => undefined,
  );
  return findings.map(({ message: text, expected, got, at }) => {
    const message =
      expected === undefined || got === undefined
        ? new vscode.TestMessage(text)
        : vscode.TestMessage.diff(text, pretty(expected), pretty(got));
    if (document) {
      const { start, end } = locate(document.getText(), at);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      message.location = new vscode.Location(uri, range);
    }
    return message;
  });
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
