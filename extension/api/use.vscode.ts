import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled, Failure } from '../../contract/failure';
import { isRecord } from '../../contract/version';
import { requireTrust } from '../editor/commands.vscode';
import { OneAtATime } from '../editor/oneAtATime';
import { withProgress } from '../editor/progress.vscode';
import { heading, runAsTask } from '../editor/taskTerminal.vscode';
import { interpreterHints } from '../environment/interpreterHints.vscode';
import { editorLogins } from '../packageIndex/editorLogins.vscode';
import type { Pin } from '../packageIndex/packageName';
import { versionItems } from '../packageIndex/versionItems.vscode';
import { isSameVersion, type PackageVersion } from '../packageIndex/versions';
import type { ApiProject } from './apiProject';
import { usableVersions, useVersion, type UsedVersion } from './useVersion';
import { usedLines } from './useWords';

export interface UseInEditor {
  /** Bellhop's own root: holds `dist/keeper.js`. */
  root: string;
  secrets: vscode.SecretStorage;
  log: vscode.LogOutputChannel;
  /** Aborts when the extension ends. */
  ending: AbortSignal;
}

/** The projects that take a version over just now. */
const using = new OneAtATime();

/** What publishing hands over with its button. */
function isPin(value: unknown): value is Pin {
  return isRecord(value) && typeof value['name'] === 'string' && typeof value['version'] === 'string';
}

/**
 * "Use Model Version": lists the versions of the project's model package, tries the chosen one out as a task, and takes it
 * over where all went well. Where only saved requests fail, it asks whether that is right.
 *
 * @param published the pin of a version whose pipeline may not be through; anything else is passed over.
 */
export async function useModelVersion(
  project: ApiProject,
  editor: UseInEditor,
  published?: unknown,
): Promise<void> {
  requireTrust(vscode.l10n.t('Another model version'));
  const runs = (): Failure =>
    new Failure(
      'use-runs',
      vscode.l10n.t('{0} is taking a version over already.', project.name),
      vscode.l10n.t('Wait for it to end, or cancel it.'),
    );
  await using.run(project.folder, runs, async () => {
    const pin = await pickVersion(project, editor, isPin(published) ? published : undefined);
    const used = await tryVersion(project, pin, editor);
    const lines = usedLines(used);
    for (const line of lines) editor.log.info(`[${project.name}] ${line}`);
    void vscode.window.showInformationMessage(lines.slice(0, 3).join(' '));
  });
}

async function pickVersion(
  project: ApiProject,
  { secrets }: UseInEditor,
  published: Pin | undefined,
): Promise<Pin> {
  const findLogin = editorLogins(secrets, true);
  const title = vscode.l10n.t('Looking for versions of the model of {0}', project.name);
  const { pin, items } = await withProgress(title, async (signal) => {
    const { index, pin: used, versions } = await usableVersions(project, { findLogin, signal });
    if (published) refuseMissing(published, versions);
    const inUse = ({ version }: PackageVersion): string | undefined =>
      isSameVersion(version, used.version) ? vscode.l10n.t('in use') : undefined;
    return { pin: used, items: await versionItems(index, versions, signal, inUse) };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Use Model Version in {0}', project.name),
    placeHolder: vscode.l10n.t('A version of {0}; nothing changes unless all goes well', pin.name),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!chosen) throw new Cancelled();
  return { name: pin.name, version: chosen.version.version };
}

/** Says of a version that was pushed just now that its pipeline has not brought it yet. */
function refuseMissing({ name, version }: Pin, versions: readonly PackageVersion[]): void {
  if (versions.some((one) => isSameVersion(one.version, version))) return;
  throw new Failure(
    'version-not-there-yet',
    vscode.l10n.t('{0} {1} is not on the package index yet.', name, version),
    vscode.l10n.t('Wait for the pipeline of its tag, then use "Use Model Version".'),
  );
}

async function tryVersion(project: ApiProject, pin: Pin, editor: UseInEditor): Promise<UsedVersion> {
  try {
    return await runTask(project, pin, editor, false);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'requests-failed') throw error;
    const use = vscode.l10n.t('Use It All the Same');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Saved requests of {0} fail with {1} {2}.', project.name, pin.name, pin.version),
      { modal: true, detail: error.message },
      use,
    );
    if (answer !== use) throw new Cancelled();
    return runTask(project, pin, editor, true);
  }
}

async function runTask(
  project: ApiProject,
  pin: Pin,
  { root, secrets, ending }: UseInEditor,
  acceptFailing: boolean,
): Promise<UsedVersion> {
  const hints = await interpreterHints(project.folder);
  const name = vscode.l10n.t('Use {0} {1}', pin.name, pin.version);
  const title = vscode.l10n.t('Trying {0} {1} out', pin.name, pin.version);
  return runAsTask({ name, title, kind: 'use', folder: project.folder, ending }, async (write, signal) => {
    const used = await useVersion(project, pin, {
      hints,
      findLogin: editorLogins(secrets, true),
      keeper: path.join(root, 'dist', 'keeper.js'),
      acceptFailing,
      report: { onStep: (step) => write(heading(step)), onOutput: write },
      signal,
    });
    write(`\n${usedLines(used).join('\n')}\n`);
    return used;
  });
}
