import * as vscode from 'vscode';
import { signalOf } from './commands.vscode';

/** Work that ends sooner than this, in milliseconds, shows no notification. */
const PATIENCE = 1000;

/**
 * Does some work and, when it takes longer than a second, shows a notification that can cancel it.
 *
 * @param work gets the signal of the cancellation and a function that says what it is at.
 */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  let latest = '';
  let show = (message: string): void => {
    latest = message;
  };
  const done = work(cancel.signal, (message) => show(message));
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        show = (message) => progress.report({ message });
        if (latest !== '') show(latest);
        signalOf(token).addEventListener('abort', () => cancel.abort());
        await done.catch(() => undefined);
      },
    );
  }, PATIENCE);
  try {
    return await done;
  } finally {
    clearTimeout(timer);
  }
}
