import * as vscode from 'vscode';
import { Cancelled, Failure } from '../../contract/failure';
import { requireTrust } from '../editor/commands.vscode';
import { OneAtATime } from '../editor/oneAtATime';
import { withProgress } from '../editor/progress.vscode';
import { interpreterHints } from '../environment/interpreterHints.vscode';
import { projectsThatPin } from '../api/projectsThatPin';
import { readPin } from '../packageIndex/packageName';
import type { ModelProject, Project } from '../projects/project';
import { differencePage } from './differenceLines';
import { gitExtensionAccess } from './gitExtension.vscode';
import { planPublish, type PublishPlan } from './plan';
import { publish, refuseTagged, type Published } from './publish';
import { parseVersion, tagOf, versionText, type Version } from './version';

/** The difference as a page to read; nothing can be typed into it. */
const SCHEME = 'bellhop-publish';

/** The projects that are being published. */
const publishing = new OneAtATime();

/**
 * "Publish Model Package": shows what changed since the last version, asks for the version and for a yes, then writes,
 * commits, tags and pushes.
 *
 * @param root Bellhop's own root: holds `dist/scorer.js`.
 * @param projects those of the workspace: the API projects among them that serve the package are offered its version.
 */
export async function publishModel(
  root: string,
  project: ModelProject,
  projects: () => readonly Project[],
): Promise<void> {
  requireTrust(vscode.l10n.t('Publishing'));
  const runs = (): Failure =>
    new Failure(
      'publishing-runs',
      vscode.l10n.t('{0} is being published already.', project.name),
      vscode.l10n.t('Answer its question first.'),
    );
  const done = await publishing.run(project.folder, runs, () => planAndPublish(root, project));
  const { published, remote } = done;
  // Not awaited: the message may stay for as long as the pipeline takes.
  void tellPublished(published, remote, projects());
}

async function planAndPublish(
  root: string,
  project: ModelProject,
): Promise<{ published: Published; remote: string }> {
  const access = await gitExtensionAccess(project.folder);
  const title = vscode.l10n.t('Looking at what is new in {0}', project.name);
  const plan = await withProgress(title, (signal, onProgress) =>
    planPublish(project, {
      access,
      root,
      hints: () => interpreterHints(project.folder),
      onProgress,
      signal,
    }),
  );
  const version = await confirmed(plan);
  const published = await withProgress(vscode.l10n.t('Publishing {0}', project.name), (signal) =>
    publish(plan, version, { access, signal }),
  );
  return { published, remote: plan.repository.destination.remote };
}

/**
 * Says what is done and what only the pipeline does, which nobody follows here; where API projects of the workspace serve
 * the package, with a button that takes the version over once it is on the index.
 */
async function tellPublished(
  { tag, package: text }: Published,
  remote: string,
  projects: readonly Project[],
): Promise<void> {
  if (text === null) {
    const message = vscode.l10n.t(
      'Pushed {0} to {1}. The project has no pipeline: build and publish the package yourself.',
      tag,
      remote,
    );
    await vscode.window.showInformationMessage(message);
    return;
  }
  const pin = readPin(text);
  const serving = await projectsThatPin(projects, pin.name);
  const [first] = serving;
  if (!first) {
    const message = vscode.l10n.t(
      'Pushed {0} to {1}: its pipeline builds and publishes the package.',
      tag,
      remote,
    );
    await vscode.window.showInformationMessage(message);
    return;
  }
  const use = vscode.l10n.t('Use Model Version');
  const message = vscode.l10n.t(
    'Pushed {0} to {1}: its pipeline builds and publishes the package. Once it is through, the version is on the package index, and {2} can use it.',
    tag,
    remote,
    serving.map(({ name }) => name).join(', '),
  );
  if ((await vscode.window.showInformationMessage(message, use)) !== use) return;
  const chosen = serving.length === 1 ? first : await chooseApi(serving);
  if (chosen) await vscode.commands.executeCommand('bellhop.api.useVersion', chosen, pin);
}

async function chooseApi(projects: readonly Project[]): Promise<Project | undefined> {
  const items = projects.map((project) => ({ label: project.name, description: project.folder, project }));
  const placeHolder = vscode.l10n.t('The API project that takes the version over');
  return (await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true }))?.project;
}

/** Shows the difference while it asks. @throws Cancelled where the answer is no. */
async function confirmed(plan: PublishPlan): Promise<Version> {
  const provider = { provideTextDocumentContent: () => differencePage(plan) };
  const page = vscode.Uri.from({ scheme: SCHEME, path: `/${plan.project.name}.md` });
  const disposable = vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider);
  const isPage = ({ label }: vscode.Tab): boolean => label.endsWith(`${plan.project.name}.md`);
  const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPage);
  const others = new Set(tabs());
  try {
    await vscode.commands.executeCommand('markdown.showPreview', page);
    const version = await askVersion(plan);
    await askToPush(plan, version);
    return version;
  } finally {
    await vscode.window.tabGroups.close(tabs().filter((tab) => !others.has(tab)));
    disposable.dispose();
  }
}

async function askVersion(plan: PublishPlan): Promise<Version> {
  const { from, bump, proposed, project } = plan;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Publish {0}', project.name),
    prompt: from
      ? vscode.l10n.t(
          'Version; {0} was the last one, and the changes ask for a {1} one',
          tagOf(from),
          bump ?? '',
        )
      : vscode.l10n.t('Version; it is the first one'),
    value: versionText(proposed),
    ignoreFocusOut: true,
    validateInput: (value) => problemOf(plan, value),
  });
  const version = parseVersion(text ?? '');
  if (!version) throw new Cancelled();
  return version;
}

async function problemOf(plan: PublishPlan, value: string): Promise<string | undefined> {
  const version = parseVersion(value);
  if (!version) return vscode.l10n.t('Three numbers, such as 1.2.0');
  try {
    await refuseTagged(plan, version, new AbortController().signal);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

async function askToPush(plan: PublishPlan, version: Version): Promise<void> {
  const { remote, branch } = plan.repository.destination;
  const push = vscode.l10n.t('Push');
  const question = vscode.l10n.t('Push {0} of {1} to {2}?', tagOf(version), plan.project.name, remote);
  const detail = vscode.l10n.t(
    'This writes the version, commits it on {0} and tags it. What is published cannot be taken back.',
    branch,
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, push)) !== push) {
    throw new Cancelled();
  }
}
