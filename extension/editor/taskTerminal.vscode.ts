import * as vscode from 'vscode';
import { reason } from '../../contract/failure';
import { withProgress } from './progress.vscode';

export interface TaskOptions {
  /** What the task's terminal is called. */
  name: string;
  /** What the notification says while it runs. */
  title: string;
  /** Tells Bellhop's tasks apart: `train`. */
  kind: string;
  /** The folder that it belongs to; without it the task belongs to no folder. */
  folder?: string;
  /** Aborts the work from elsewhere. */
  ending?: AbortSignal;
}

/** A line that stands out among what programs write. */
export function heading(text: string): string {
  return `\u001b[1m${text}\u001b[0m\n`;
}

/**
 * Does work as a task whose terminal shows what it writes. Cancel in the notification, Ctrl+C in the terminal and
 * closing it all abort it.
 *
 * @param work its `write` takes text with line ends of any kind.
 */
export async function runAsTask<T>(
  { name, title, kind, folder, ending }: TaskOptions,
  work: (write: (text: string) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  const end = (): void => cancel.abort();
  ending?.addEventListener('abort', end);
  const done = new Promise<T>((resolve, reject) => {
    const terminal = new TaskTerminal(cancel, async (write) => {
      try {
        resolve(await work(write, cancel.signal));
        return 0;
      } catch (error) {
        write(`\n${reason(error)}\n`);
        reject(error instanceof Error ? error : new Error(reason(error)));
        return 1;
      }
    });
    const task = new vscode.Task(
      { type: 'bellhop', task: kind },
      (folder === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))) ??
        vscode.TaskScope.Workspace,
      name,
      'Bellhop',
      new vscode.CustomExecution(() => Promise.resolve(terminal)),
    );
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    vscode.tasks.executeTask(task).then(undefined, reject);
  });
  return withProgress(title, (signal) => {
    signal.addEventListener('abort', end);
    return done;
  }).finally(() => ending?.removeEventListener('abort', end));
}

class TaskTerminal implements vscode.Pseudoterminal {
  private readonly wrote = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.wrote.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly cancel: AbortController,
    private readonly run: (write: (text: string) => void) => Promise<number>,
  ) {}

  open(): void {
    void this.run((text) => this.wrote.fire(text.replace(/\r?\n/g, '\r\n'))).then((status) =>
      this.closed.fire(status),
    );
  }

  close(): void {
    this.cancel.abort();
  }

  handleInput(data: string): void {
    if (data === '\u0003') this.cancel.abort();
  }
}
