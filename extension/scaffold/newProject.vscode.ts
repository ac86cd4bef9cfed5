import * as vscode from 'vscode';
import { Cancelled, Failure } from '../../contract/failure';
import { withProgress } from '../editor/progress.vscode';
import { runAsTask } from '../editor/taskTerminal.vscode';
import { companyDefaults } from '../company/company.vscode';
import { defaultAnswers } from '../company/companyDefaults';
import { askAnswers, type AskOptions } from './askAnswers.vscode';
import type { PickOptions } from './pickModelPackage.vscode';
import { checkAnswer, type Template } from './template/template';
import { consentToHooks, pythonForTemplates, trustCookiecutter } from './templateTrust.vscode';
import type { NestedTemplate } from './template/nestedTemplates';
import {
  newProject,
  type NewProject,
  type NewProjectFront,
  type NewProjectRequest,
  type Part,
} from './newProject';
import { pickTemplate, rememberTemplate } from './pickTemplate.vscode';
import type { HookRun } from './hooks/runHooks';
import { askSteps, type Choice } from '../editor/multiStep.vscode';
import type { AskPassword } from './sources/zipEntry';

export interface NewProjectInEditor {
  /** Bellhop's own root: holds `templates/`. */
  root: string;
  state: vscode.Memento;
  log: vscode.LogOutputChannel;
}

/** "New Model Project": from the template that comes with Bellhop. Works in an empty window too. */
export async function newModelProject(editor: NewProjectInEditor): Promise<void> {
  const given = defaultAnswers('model', await companyDefaults(true));
  await newBundled('model', { title: vscode.l10n.t('New Model Project'), given }, editor);
}

/**
 * "New API Project": from the template that comes with Bellhop, for a model package that is picked from an index. Works in
 * an empty window too.
 */
export async function newApiProject(
  editor: NewProjectInEditor,
  pick: Omit<PickOptions, 'state' | 'index'>,
): Promise<void> {
  const { ModelPackageSteps } = await import('./pickModelPackage.vscode');
  const title = vscode.l10n.t('New API Project');
  const company = await companyDefaults(true);
  const given = defaultAnswers('api', company);
  const options = { ...pick, state: editor.state, index: company.packageIndex };
  await newBundled('api', { title, given }, editor, (template) => (answers) => {
    const check = (name: string, value: string) => checkAnswer(template, answers, name, value);
    return new ModelPackageSteps(options, answers, check).steps();
  });
}

async function newBundled(
  template: 'model' | 'api',
  { title, given }: { title: string; given: ReadonlyMap<string, string> },
  { root, state, log }: NewProjectInEditor,
  instead?: Instead,
): Promise<void> {
  const front = new EditorFront(title, state, log, false, instead);
  await offerToOpen(await newProject({ template, root, engine: 'bellhop', given }, front));
}

/** "New Project from Template": from any template. Works in an empty window too. */
export async function newProjectFromTemplate({ root, state, log }: NewProjectInEditor): Promise<void> {
  const from = await pickTemplate(state);
  const front = new EditorFront(vscode.l10n.t('New Project from Template'), state, log, true);
  const project = await newProject({ ...from, root, engine: chosenEngine() }, front);
  await rememberTemplate(state, from);
  await offerToOpen(project);
}

/** Which steps ask in the place of a template's own questions. */
type Instead = (template: Template) => NonNullable<AskOptions['instead']>;

/** New Project in the editor: quick inputs ask, notifications and a task show what goes on. */
class EditorFront implements NewProjectFront {
  /** The hooks that run while the project is written; their output is shown as a task's. */
  private hooks: HookRun | undefined;
  private report: (message: string) => void = () => undefined;

  constructor(
    private readonly title: string,
    private readonly state: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
    private readonly preview: boolean,
    private readonly instead?: Instead,
  ) {}

  readonly work: NewProjectFront['work'] = async (part, run) => {
    const title = this.partTitle(part);
    const { hooks } = this;
    if ((part === 'prepare' || part === 'create') && hooks) {
      return runAsTask({ name: title, title, kind: 'new' }, (write, signal) => {
        hooks.onOutput = write;
        return run(signal, (text) => write(`${text}\n`));
      });
    }
    return withProgress(title, (signal, report) => {
      this.report = report;
      return run(signal, report);
    });
  };

  readonly output = (text: string): void => {
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
    for (const line of lines) this.log.debug(line);
    const last = lines.at(-1);
    if (last !== undefined) this.report(last);
  };

  readonly notice = (text: string): void => {
    this.log.warn(text);
    void vscode.window.showWarningMessage(text);
  };

  readonly askPassword: AskPassword = async (attempt) =>
    vscode.window.showInputBox({
      title: this.title,
      prompt:
        attempt === 0
          ? vscode.l10n.t('Password of the zip file')
          : vscode.l10n.t('That is not the password of the zip file. Try again'),
      password: true,
      ignoreFocusOut: true,
    });

  readonly chooseTemplate = async (offered: readonly NestedTemplate[]): Promise<NestedTemplate> => {
    const chosen = await this.chooseOne(
      offered.map(({ title, description, folder }) => ({
        label: title,
        ...(description === title ? {} : { detail: description }),
        value: folder,
      })),
    );
    const template = offered.find(({ folder }) => folder === chosen);
    if (!template) throw new Cancelled();
    return template;
  };

  readonly chooseDirectory = (directories: readonly string[]): Promise<string> =>
    this.chooseOne(directories.map((directory) => ({ label: directory, value: directory })));

  readonly python = pythonForTemplates;
  readonly trustCookiecutter = trustCookiecutter;

  readonly acceptHooks: NewProjectFront['acceptHooks'] = async (hooks) => {
    this.hooks = await consentToHooks(hooks, this.state);
    return this.hooks;
  };

  readonly answer: NewProjectFront['answer'] = (template, plan) =>
    askAnswers(template, {
      title: this.title,
      state: this.state,
      preview: this.preview,
      plan,
      ...(this.instead && { instead: this.instead(template) }),
    });

  private async chooseOne(choices: readonly Choice[]): Promise<string> {
    let chosen = '';
    const prompt = vscode.l10n.t('There are several templates. Which one?');
    const step = { value: () => chosen, validate: () => undefined, choices: () => choices };
    await askSteps(this.title, [{ prompt, ...step, done: (value) => (chosen = value) }]);
    return chosen;
  }

  private partTitle(part: Part): string {
    const titles = {
      fetch: vscode.l10n.t('Getting the template'),
      prepare: vscode.l10n.t('Preparing the template'),
      render: vscode.l10n.t('Rendering the template'),
      create: vscode.l10n.t('Creating the project'),
    };
    return titles[part];
  }
}

/** The setting `bellhop.templates.engine`. */
function chosenEngine(): NewProjectRequest['engine'] {
  const engine = vscode.workspace.getConfiguration('bellhop').get<string>('templates.engine');
  return engine === 'cookiecutter' ? engine : 'bellhop';
}

async function offerToOpen(project: NewProject): Promise<void> {
  warn(project);
  const uri = vscode.Uri.file(project.path);
  const open = (options: object) => vscode.commands.executeCommand('vscode.openFolder', uri, options);
  const add = (): boolean =>
    vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders?.length ?? 0, 0, { uri });
  const choices = [
    { label: vscode.l10n.t('Open Here'), run: () => open({ forceReuseWindow: true }) },
    { label: vscode.l10n.t('Open in New Window'), run: () => open({ forceNewWindow: true }) },
    { label: vscode.l10n.t('Add to Workspace'), run: add },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Created {0}', project.path),
    placeHolder: vscode.l10n.t('Where to open it'),
    ignoreFocusOut: true,
  });
  await chosen?.run();
}

/** Says what is missing in a project that is made. */
function warn({ path, commit, declinedHooks, failed }: NewProject): void {
  const warnings = [
    ...(commit.made ? [] : [vscode.l10n.t('{0} is created, without a first commit: {1}', path, commit.why)]),
    ...(declinedHooks.length === 0
      ? []
      : [
          vscode.l10n.t(
            "Not run, so that something may be missing in {0}: the template's {1}.",
            path,
            declinedHooks.join(', '),
          ),
        ]),
    ...(failed instanceof Failure ? [failed.message] : []),
  ];
  for (const warning of warnings) void vscode.window.showWarningMessage(warning);
}
