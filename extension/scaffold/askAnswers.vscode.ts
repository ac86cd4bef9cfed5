import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../contract/failure';
import { askSteps, type Choice, type Step } from '../editor/multiStep.vscode';
import type { Answers } from './template/answers';
import { projectPath, type PlannedProject } from './render/createProject';
import { treeLines } from './previewTree';
import type { Question } from './template/questions';
import {
  checkAnswer,
  defaultAnswer,
  isAsked,
  isDefaultUnknown,
  offeredChoices,
  type Template,
} from './template/template';

const LAST_FOLDER = 'bellhop.newProject.folder';
/** The longest preview, in lines. */
const MOST_LINES = 1000;

export interface AskOptions {
  title: string;
  state: vscode.Memento;
  /** Whether what will be written is shown without being asked for. */
  preview: boolean;
  plan: (answers: Answers, outputDir: string) => Promise<PlannedProject>;
  /** Steps in the place of some of the template's questions, by their names; they put the answers into the map. */
  instead?: (answers: Map<string, string>) => ReadonlyMap<string, readonly Step[]>;
}

/**
 * Asks what a template asks, then where the project is to go, and on request what few people care about; shows on
 * request what will be written.
 *
 * @throws Cancelled; what `plan` throws, when there is no preview.
 */
export async function askAnswers(template: Template, options: AskOptions): Promise<PlannedProject> {
  const { state, plan } = options;
  const answers = new Map<string, string>();
  let outputDir = state.get<string>(LAST_FOLDER) ?? likelyFolder();
  let wantsPreview = options.preview;
  let wantsMore = false;
  const first = template.questions.filter(({ isMore }) => !isMore);
  const more = template.questions.filter(({ isMore }) => isMore);
  let planned: Promise<PlannedProject> | undefined;
  const location: Step = {
    prompt: vscode.l10n.t('The folder to create the project in'),
    value: () => outputDir,
    validate: (folder) => checkFolder(template, answers, folder),
    outcome: (folder) =>
      vscode.l10n.t('Creates {0}', likelyPath(template, answers, folder) ?? path.join(folder, '…')),
    buttons: [
      { icon: 'folder-opened', tooltip: vscode.l10n.t('Browse'), run: browse },
      {
        icon: 'list-tree',
        tooltip: vscode.l10n.t('Show What Will Be Written'),
        run: () => {
          wantsPreview = true;
          return Promise.resolve(undefined);
        },
        accepts: true,
      },
      ...(more.length > 0
        ? [
            {
              icon: 'settings-gear',
              tooltip: vscode.l10n.t('More Choices'),
              run: () => {
                wantsMore = true;
                return Promise.resolve(undefined);
              },
              accepts: true,
            },
          ]
        : []),
    ],
    done: (folder) => {
      outputDir = folder;
      planned = wantsMore ? undefined : plan(answers, folder);
    },
  };
  const preview: Step = {
    prompt: vscode.l10n.t('What will be written. Enter creates it; type to search'),
    asked: () => wantsPreview,
    counted: false,
    value: () => CREATE,
    validate: () => undefined,
    choices: async () => previewChoices(await (planned ??= plan(answers, outputDir))),
    done: () => undefined,
  };
  const instead = options.instead?.(answers);
  const stepsOf = (question: Question): readonly Step[] =>
    instead?.get(question.name) ?? [questionStep(template, question, answers)];
  const moreSteps = more.flatMap(stepsOf).map((step): Step => ({
    ...step,
    asked: () => wantsMore && (step.asked?.() ?? true),
    done: (value) => {
      step.done(value);
      planned = undefined;
    },
  }));
  await askSteps(options.title, [...first.flatMap(stepsOf), location, ...moreSteps, preview]);
  await state.update(LAST_FOLDER, outputDir);
  return planned ?? plan(answers, outputDir);
}

/** The step that asks a template's question. */
export function questionStep(template: Template, question: Question, answers: Map<string, string>): Step {
  const { name, prompt, kind } = question;
  const yesOrNo = [
    { label: vscode.l10n.t('Yes'), value: 'yes' },
    { label: vscode.l10n.t('No'), value: 'no' },
  ];
  const choices = kind === 'boolean' ? () => yesOrNo : () => offeredChoices(template, answers, question);
  return {
    prompt,
    hasDefault: true,
    ...(kind === 'choice' || kind === 'boolean' ? { choices } : {}),
    asked: () => isAsked(template, answers, question),
    value: () => defaultAnswer(template, answers, name),
    outcome: (value) =>
      value === '' && isDefaultUnknown(template, answers, name)
        ? vscode.l10n.t("Left empty, it is the template's own default")
        : undefined,
    validate: (value) => checkAnswer(template, answers, name, value),
    done: (value) => answers.set(name, value),
  };
}

const CREATE = 'create';

function previewChoices({ preview }: PlannedProject): Choice[] {
  const create = { iconPath: new vscode.ThemeIcon('check'), alwaysShow: true, value: CREATE };
  if (!preview) {
    const description = vscode.l10n.t('cookiecutter decides what is written');
    return [{ ...create, label: vscode.l10n.t('Create the Project'), description }];
  }
  const lines = treeLines(preview.files);
  const rest = lines.length - MOST_LINES;
  return [
    {
      ...create,
      label: vscode.l10n.t('Create {0}', path.basename(preview.path)),
      description: vscode.l10n.t('{0} files in {1}', preview.files.length, preview.path),
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...lines.slice(0, MOST_LINES).map(({ kind, name, depth }): Choice => ({
      // Quick picks trim ordinary spaces.
      label: '\u2003'.repeat(depth) + name,
      iconPath: kind === 'folder' ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File,
    })),
    ...(rest > 0 ? [{ label: vscode.l10n.t('and {0} more', rest) }] : []),
  ];
}

/** Where projects are kept: beside the one that is open, else at home. */
function likelyFolder(): string {
  const open = vscode.workspace.workspaceFolders?.[0]?.uri;
  return open?.scheme === 'file' ? path.dirname(open.fsPath) : os.homedir();
}

async function checkFolder(
  template: Template,
  answers: Answers,
  folder: string,
): Promise<string | undefined> {
  if (!path.isAbsolute(folder)) return vscode.l10n.t('Give the whole path of a folder.');
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return vscode.l10n.t('There is no such folder.');
  const target = likelyPath(template, answers, folder);
  const taken = target === undefined ? undefined : await stat(target).catch(() => undefined);
  return target !== undefined && taken
    ? vscode.l10n.t('{0} exists already. Choose another folder or go back to the name.', target)
    : undefined;
}

/** Where the project will lie; undefined where only cookiecutter can tell. */
function likelyPath(template: Template, answers: Answers, folder: string): string | undefined {
  try {
    return projectPath(template, answers, folder);
  } catch (error) {
    if (error instanceof Failure && template.context.unknownExtensions.length > 0) return undefined;
    throw error;
  }
}

async function browse(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Create Here'),
    })) ?? [];
  return chosen?.fsPath;
}
