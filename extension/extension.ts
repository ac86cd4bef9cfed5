import path from 'node:path';
import * as vscode from 'vscode';
import { ApisInEditor } from './api/apis.vscode';
import { apiTargets } from './api/apiTargets.vscode';
import { useCompany } from './company/company.vscode';
import { registerCommands } from './editor/commands.vscode';
import { setContextKey } from './editor/contextKeys.vscode';
import { openWalkthrough } from './editor/walkthrough.vscode';
import type { JupyterLabs } from './environment/jupyterLab.vscode';
import type { Project } from './projects/project';
import { Projects } from './projects/projects.vscode';
import { ProjectsView } from './projects/projectsView.vscode';
import { selectProject } from './projects/selectProject.vscode';
import { ProjectStatus } from './projects/statusBar.vscode';
import { reportDocuments } from './requests/batch/report.vscode';
import { DrawnRows } from './requests/data/drawnRows';
import { historyInEditor } from './requests/history/history.vscode';
import { RequestEditor } from './requests/editor/requestEditor.vscode';
import { MisfitProblems } from './requests/saved/misfits.vscode';
import { RequestTests } from './requests/saved/requestTests.vscode';
import { SavedCommands } from './requests/saved/savedCommands.vscode';
import { SavedList } from './requests/saved/savedList.vscode';
import { SavedResults } from './requests/saved/savedResults';
import { SavedTree } from './requests/saved/savedTree.vscode';
import { scorerTargets } from './requests/targets/scorerTargets.vscode';
import { Targets } from './requests/targets/targets';
import { UrlTargets } from './requests/targets/urlTargets';
import { VersionTargets } from './requests/targets/versionTargets.vscode';
import { testerPorts } from './requests/testerPorts.vscode';
import { TesterView } from './requests/testerView.vscode';
import { ScorersInEditor } from './scorer/scorers.vscode';

/** The composition root of the editor side: builds, wires, registers. No logic. What is rare loads on first use. */

let scorers: ScorersInEditor | undefined;
let apis: ApisInEditor | undefined;
let published: VersionTargets | undefined;
let labs: Promise<JupyterLabs> | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const root = context.extensionPath;
  const log = vscode.window.createOutputChannel('Bellhop', { log: true });
  const projects = new Projects(context.workspaceState);
  useCompany(context.globalState);
  const running = new ScorersInEditor(root, log);
  scorers = running;
  const serving = new ApisInEditor({ root, secrets: context.secrets, log });
  apis = serving;
  const stateOf = (project: Project) =>
    project.kind === 'api' ? serving.state(project) : running.state(project);
  const view = new ProjectsView(projects, stateOf);
  const status = new ProjectStatus();
  const targets = new Targets(context.workspaceState);
  const urls = new UrlTargets(path.join(context.globalStorageUri.fsPath, 'targets'), context.secrets);
  const versions = new VersionTargets({ root, context, projects, log });
  published = versions;
  targets.register(scorerTargets(running));
  targets.register(versions.source);
  targets.register(apiTargets(projects, serving));
  targets.register(urls);
  void urls.refresh();
  void versions.source.refresh();
  const { history, disposable: historyEvents } = historyInEditor(context.globalStorageUri);
  const drawn = new DrawnRows();
  const editor = new RequestEditor(context.storageUri ?? context.globalStorageUri);
  const tester = new TesterView(
    context.extensionUri,
    testerPorts(projects, targets, history, drawn, editor, log),
  );

  const savedList = new SavedList(projects);
  const savedResults = new SavedResults();
  const tests = new RequestTests(projects, savedList, targets, savedResults);
  const saved = new SavedCommands(savedList, tests);

  const ending = new AbortController();

  const show = (): void => {
    const { current } = projects;
    view.refresh();
    status.show(current, current ? running.state(current) : { status: 'stopped' });
    setContextKey('bellhop.hasProject', projects.all.length > 0);
    setContextKey(
      'bellhop.hasModelProject',
      projects.readable.some(({ kind }) => kind === 'model'),
    );
    setContextKey(
      'bellhop.hasApiProject',
      projects.readable.some(({ kind }) => kind === 'api'),
    );
    const state = current ? running.state(current) : undefined;
    setContextKey('bellhop.scorerRunning', state?.status === 'running');
    setContextKey('bellhop.scorerContained', state?.status === 'running' && state.kind === 'container');
  };

  context.subscriptions.push(
    { dispose: () => ending.abort() },
    log,
    projects,
    running,
    status,
    targets,
    historyEvents,
    editor,
    tester,
    projects.onDidChange(show),
    running.onDidChange(show),
    serving,
    serving.onDidChange(show),
    savedList,
    tests,
    reportDocuments(),
    new MisfitProblems(savedList),
    vscode.window.registerTreeDataProvider(SavedTree.id, new SavedTree(savedList, savedResults)),
    vscode.window.registerTreeDataProvider('bellhop.projects', view),
    vscode.window.registerWebviewViewProvider(TesterView.id, tester),
    vscode.window.registerWebviewPanelSerializer(TesterView.panelId, tester),
    registerCommands(
      {
        'bellhop.project.new': async () => {
          const { newModelProject } = await import('./scaffold/newProject.vscode');
          await newModelProject({ root, state: context.globalState, log });
        },
        'bellhop.project.newApi': async () => {
          const { newApiProject } = await import('./scaffold/newProject.vscode');
          const likely = projects.modelPackages;
          await newApiProject(
            { root, state: context.globalState, log },
            { secrets: context.secrets, likely },
          );
        },
        'bellhop.project.newFromTemplate': async () => {
          const { newProjectFromTemplate } = await import('./scaffold/newProject.vscode');
          await newProjectFromTemplate({ root, state: context.globalState, log });
        },
        'bellhop.project.select': (folder) => selectProject(projects, folder),
        'bellhop.project.update': async (project) => {
          const { updateProject } = await import('./scaffold/update/updateProject.vscode');
          await updateProject(root, projects, project);
        },
        'bellhop.project.setUp': async (project) => {
          const { setUpInEditor } = await import('./environment/setUp.vscode');
          await setUpInEditor(await projects.model(project), log, ending.signal);
        },
        'bellhop.model.publish': async (project) => {
          const { publishModel } = await import('./publish/publish.vscode');
          await publishModel(root, await projects.model(project), () => projects.readable);
        },
        'bellhop.notebook.openLab': async (project) => {
          labs ??= import('./environment/jupyterLab.vscode').then(({ JupyterLabs: Labs }) => new Labs(log));
          await (await labs).open(await projects.model(project));
        },
        'bellhop.model.train': async (project) => {
          const { trainModel } = await import('./environment/train.vscode');
          await trainModel(await projects.model(project), log, ending.signal);
        },
        'bellhop.evaluation.show': async (project) => {
          const { showEvaluation } = await import('./evaluation/evaluationPanel.vscode');
          showEvaluation(await projects.model(project), context.extensionUri, log);
        },
        'bellhop.scorer.start': async (project) => running.start(await projects.model(project), 'process'),
        'bellhop.scorer.startContainer': async (project) =>
          running.start(await projects.model(project), 'container'),
        'bellhop.scorer.stop': async (project) => running.stop(await projects.model(project)),
        'bellhop.scorer.restart': async (project) => running.restart(await projects.model(project)),
        'bellhop.scorer.copyUrl': async (project) => running.copyUrl(await projects.model(project)),
        'bellhop.scorer.removeOrphans': async () => {
          const { removeOrphanedContainers } = await import('./scorer/orphans.vscode');
          await removeOrphanedContainers(log);
        },
        'bellhop.api.run': async (project) => serving.run(await projects.api(project), 'process'),
        'bellhop.api.runContainer': async (project) => serving.run(await projects.api(project), 'container'),
        'bellhop.api.stop': async (project) => serving.stop(await projects.api(project)),
        'bellhop.api.useVersion': async (project, published) => {
          const { useModelVersion } = await import('./api/use.vscode');
          const { secrets } = context;
          const editor = { root, secrets, log, ending: ending.signal };
          await useModelVersion(await projects.api(project), editor, published);
        },
        'bellhop.request.open': () => vscode.commands.executeCommand(`${TesterView.id}.focus`),
        'bellhop.request.openPage': () => tester.openPage(),
        'bellhop.request.save': async () => {
          const { saveAnswered } = await import('./requests/saved/saveAnswered.vscode');
          const { project, rows, answer } = tester.answered();
          const { status, prediction } = answer;
          const isPrivate = drawn.isPrivate(project.key, rows);
          const predictions = prediction?.predictions ?? [];
          await saveAnswered({ project, rows, isPrivate, status, predictions });
        },
        'bellhop.request.fromData': async (place) => {
          const { pickDataRows } = await import('./requests/data/pickDataRows.vscode');
          const project = await projects.model();
          const rows = await pickDataRows(project, log);
          drawn.add(project.folder, rows);
          await tester.fillData(project, rows, place === 'tab' ? 'tab' : 'sidebar');
        },
        'bellhop.saved.run': (request) => saved.run(request),
        'bellhop.saved.fill': async (request) => tester.fillSaved(await saved.chosen(request)),
        'bellhop.saved.rename': (request) => saved.rename(request),
        'bellhop.saved.duplicate': (request) => saved.duplicate(request),
        'bellhop.saved.remove': (request) => saved.remove(request),
        'bellhop.saved.fit': (request) => saved.fit(request),
        'bellhop.file.score': async (file) => {
          const { scoreWholeFile } = await import('./requests/batch/scoreFile.vscode');
          await scoreWholeFile(await projects.model(), targets, file);
        },
        'bellhop.target.compare': async () => {
          const { compareTargets } = await import('./requests/batch/compareTargets.vscode');
          await compareTargets(await projects.model(), { targets, saved: savedList });
        },
        'bellhop.target.load': async () => {
          const { checkLoad } = await import('./requests/load/loadCheck.vscode');
          await checkLoad(await projects.model(), targets);
        },
        'bellhop.target.choose': async () => {
          const { pickTarget } = await import('./requests/targets/pickTarget.vscode');
          await Promise.all([urls.refresh(), versions.source.refresh()]);
          await pickTarget({ project: await projects.model(), targets, urls, versions });
        },
        'bellhop.history.show': async () => {
          const { showHistory } = await import('./requests/history/showHistory.vscode');
          await showHistory(await projects.model(), history, {
            recall: (id, send) => tester.recall(id, send),
            save: async (id) => {
              await vscode.commands.executeCommand('bellhop.history.save', id);
            },
          });
        },
        'bellhop.history.save': async (id) => {
          const { saveEntry } = await import('./requests/history/saveEntry.vscode');
          if (typeof id === 'string') await saveEntry({ history, drawn }, projects, id);
        },
        'bellhop.log.show': () => log.show(),
        'bellhop.walkthrough.open': () => openWalkthrough(context.extension.id),
      },
      log,
    ),
  );
  setContextKey('bellhop.active', true);
}

/** Ends every scorer and Jupyter Lab; one that this does not reach ends itself, since its channel closes. */
export async function deactivate(): Promise<void> {
  const served = published?.source.stopAll();
  await Promise.all([
    scorers?.stopAll(),
    apis?.stopAll(),
    served,
    labs?.then((started) => started.stopAll()),
  ]);
}
