import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { REQUESTS_FOLDER } from '../../../contract/savedRequest';
import { signalOf } from '../../editor/commands.vscode';
import type { Project } from '../../projects/project';
import type { Projects } from '../../projects/projects.vscode';
import type { Targets } from '../targets/targets';
import type { Finding } from './checkAnswer';
import { locate } from './locate';
import { findingLines } from './report';
import { runRequest, type RequestResult } from './runRequest';
import type { FoundRequest, SavedList } from './savedList.vscode';
import type { SavedResults } from './savedResults';

/**
 * The saved requests of the workspace's projects in the Test Explorer: an item for each project, and in it one for
 * each file. They run against the project's chosen target, which is started where that is possible.
 */
export class RequestTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController(
    'bellhop.requests',
    vscode.l10n.t('Saved Requests'),
  );
  private readonly disposables: { dispose: () => unknown }[] = [this.controller];

  constructor(
    private readonly projects: Projects,
    private readonly list: SavedList,
    private readonly targets: Targets,
    private readonly results: SavedResults,
  ) {
    this.disposables.push(
      list.onDidChange(() => this.show()),
      // What the file or the model as it was said is no longer known of it as it is.
      list.onDidChangeFile((file) => this.outdate((each) => each === file)),
      list.onDidChangeModel((folder) => this.outdate((file) => file.startsWith(folder + path.sep))),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.offerRuns()),
    );
    this.controller.refreshHandler = () => list.refresh();
    this.offerRuns();
  }

  /** Runs the saved requests in these files, as a run of the Test Explorer. */
  async runFiles(files: readonly string[], signal: AbortSignal): Promise<void> {
    const include = this.items().filter(({ id }) => files.includes(id));
    if (include.length > 0) await this.run(new vscode.TestRunRequest(include), signal);
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

  private outdate(isMeant: (file: string) => boolean): void {
    for (const item of this.items()) if (isMeant(item.id)) this.controller.invalidateTestResults(item);
    this.results.outdate(isMeant);
  }

  /** The items of all files. */
  private items(): vscode.TestItem[] {
    return [...this.controller.items].flatMap(([, project]) => [...project.children].map(([, item]) => item));
  }

  private show(): void {
    const projects = new Map(this.list.all.map(({ project }) => [project.folder, project]));
    const items = [...projects.values()].map((project) =>
      this.projectItem(
        project,
        this.list.all.filter((each) => each.project.folder === project.folder),
      ),
    );
    this.controller.items.replace(items);
  }

  /** An item that is there already is kept: a run may be about to give it a result. */
  private projectItem(project: Project, requests: readonly FoundRequest[]): vscode.TestItem {
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
    const project = this.projects.readable.find((each) => each.folder === folder);
    if (!project) return;
    try {
      const title = this.targets.chosen(project)?.title ?? '';
      const target = await this.targets.reach(project, signal);
      // One after the other: an expected latency means an idle scorer.
      for (const item of items) {
        if (signal.aborted) throw new Cancelled();
        run.started(item);
        const result = await runRequest(item.id, { target, signal });
        this.results.set(item.id, result, title);
        await show(run, item, result, title);
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

async function show(
  run: vscode.TestRun,
  item: vscode.TestItem,
  result: RequestResult,
  target: string,
): Promise<void> {
  const { outcome, milliseconds, findings, name } = result;
  const lines = [
    `${outcome === 'passed' ? '✔' : '✘'} ${name} · ${target}`,
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
