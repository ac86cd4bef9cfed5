import * as vscode from 'vscode';
import { Cancelled, Failure, reason } from '../../contract/failure';

/** Every command of Bellhop with what it may be called with. */
export interface CommandArguments {
  'bellhop.project.new': [];
  'bellhop.project.newApi': [];
  'bellhop.project.newFromTemplate': [];
  'bellhop.project.select': [folder?: unknown];
  'bellhop.project.update': [project?: unknown];
  'bellhop.project.setUp': [project?: unknown];
  'bellhop.model.train': [project?: unknown];
  'bellhop.model.publish': [project?: unknown];
  'bellhop.notebook.openLab': [project?: unknown];
  'bellhop.evaluation.show': [project?: unknown];
  'bellhop.scorer.start': [project?: unknown];
  'bellhop.scorer.startContainer': [project?: unknown];
  'bellhop.scorer.stop': [project?: unknown];
  'bellhop.scorer.restart': [project?: unknown];
  'bellhop.scorer.copyUrl': [project?: unknown];
  'bellhop.scorer.removeOrphans': [];
  'bellhop.api.run': [project?: unknown];
  'bellhop.api.runContainer': [project?: unknown];
  'bellhop.api.stop': [project?: unknown];
  'bellhop.api.useVersion': [project?: unknown, published?: unknown];
  'bellhop.request.open': [];
  'bellhop.request.openPage': [];
  'bellhop.request.save': [];
  'bellhop.request.fromData': [place?: unknown];
  'bellhop.saved.run': [request?: unknown];
  'bellhop.saved.fill': [request?: unknown];
  'bellhop.saved.rename': [request?: unknown];
  'bellhop.saved.duplicate': [request?: unknown];
  'bellhop.saved.remove': [request?: unknown];
  'bellhop.saved.fit': [request?: unknown];
  'bellhop.file.score': [file?: unknown];
  'bellhop.target.compare': [];
  'bellhop.target.load': [];
  'bellhop.target.choose': [];
  'bellhop.history.show': [];
  'bellhop.history.save': [id?: unknown];
  'bellhop.log.show': [];
  'bellhop.walkthrough.open': [];
}

export type CommandId = keyof CommandArguments;

export type CommandTable = {
  [id in CommandId]: (...args: CommandArguments[id]) => unknown;
};

/** Registers every command; what one throws is shown as `showError` says. */
export function registerCommands(table: CommandTable, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, handler]: [string, (...args: [unknown?]) => unknown]) =>
      vscode.commands.registerCommand(id, async (...args: [unknown?]) => {
        try {
          return await handler(...args);
        } catch (error) {
          void showError(error, log, args);
          return undefined;
        }
      }),
    ),
  );
}

/**
 * Shows an error in the one way that Bellhop has: silent when cancelled; else what happened and the next thing to do,
 * with a button for it and one for the log. Resolves when the message is gone.
 *
 * @param args what the failed command was called with, for a button that runs a command on the same project.
 */
export async function showError(
  error: unknown,
  log: vscode.LogOutputChannel,
  args: readonly unknown[] = [],
): Promise<void> {
  if (error instanceof Cancelled) return;
  if (error instanceof Failure) log.error(`${error.code}: ${error.message} ${error.next}`);
  else log.error(error instanceof Error ? error : reason(error));
  const showLog = vscode.l10n.t('Show Log');
  const action = error instanceof Failure ? actionFor(error, args) : undefined;
  const message =
    error instanceof Failure
      ? `${error.message} ${error.next}`
      : vscode.l10n.t('A defect of Bellhop: {0}', reason(error));
  const chosen = await vscode.window.showErrorMessage(message, ...(action ? [action.title] : []), showLog);
  if (chosen === showLog) log.show(true);
  else if (chosen !== undefined && action) {
    await vscode.commands.executeCommand(action.command, ...action.args);
  }
}

interface Action {
  title: string;
  command: string;
  args: readonly unknown[];
}

/** The button that does the next thing, by the failure's code; `args` are what the failed command was called with. */
function actionFor(failure: Failure, args: readonly unknown[]): Action | undefined {
  const setting = (id: string): Action => ({
    title: vscode.l10n.t('Open Setting'),
    command: 'workbench.action.openSettings',
    args: [id],
  });
  switch (failure.code) {
    case 'restricted':
      return { title: vscode.l10n.t('Manage Trust'), command: 'workbench.trust.manage', args: [] };
    case 'no-project':
      return { title: vscode.l10n.t('New Model Project'), command: 'bellhop.project.new', args: [] };
    case 'artefact-missing':
    case 'artefact-broken':
    case 'file-missing':
    case 'digest-mismatch':
    case 'graph-broken':
    case 'inputs-mismatch':
    case 'outputs-mismatch':
    case 'golden-mismatch':
    case 'artefact-not-fresh':
      return { title: vscode.l10n.t('Train Model'), command: 'bellhop.model.train', args };
    case 'environment-missing':
      return { title: vscode.l10n.t('Set Up Project'), command: 'bellhop.project.setUp', args };
    case 'scorer-ended':
      return { title: vscode.l10n.t('Restart'), command: 'bellhop.scorer.restart', args };
    case 'api-ended':
      return { title: vscode.l10n.t('Run API'), command: 'bellhop.api.run', args };
    case 'model-refused':
      return { title: vscode.l10n.t('Use Model Version'), command: 'bellhop.api.useVersion', args };
    case 'port-busy':
      return setting('bellhop.scorer.port');
    case 'engine-missing':
    case 'engine-gone':
    case 'engine-elsewhere':
    case 'python-needed':
      return {
        title: vscode.l10n.t('Start Embedded Scorer'),
        command: 'bellhop.scorer.start',
        args,
      };
    case 'engine-address':
      return setting('bellhop.docker.host');
    case 'scorer-memory':
      return setting('bellhop.scorer.memory');
    case 'registry-certificate':
    case 'ca-file-unreadable':
      return setting('bellhop.docker.caFile');
    case 'proxy-invalid':
    case 'network-ca-file':
      return setting('bellhop.network');
    case 'base-image-missing':
      return setting('bellhop.docker.baseImage');
    case 'registry-unreachable':
      return setting('bellhop.docker');
    case 'python-missing':
    case 'python-unusable':
      return setting('bellhop.python');
    default:
      return undefined;
  }
}

/** Refuses to go on in Restricted Mode: hidden commands can be called all the same. */
export function requireTrust(what: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new Failure(
    'restricted',
    vscode.l10n.t('{0} runs programs of the workspace, which Restricted Mode does not allow.', what),
    vscode.l10n.t('Trust the workspace first.'),
  );
}

/** An abort signal that follows VS Code's cancellation token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
