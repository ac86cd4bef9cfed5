import * as vscode from 'vscode';
import { isRecord } from '../../contract/version';

/**
 * The interpreter of the Python extension's active environment for a folder, by that extension's public API
 * (`environments.getActiveEnvironmentPath`); undefined where the extension is not installed.
 */
export async function activePython(folder: string): Promise<string | undefined> {
  const active = await call('getActiveEnvironmentPath', vscode.Uri.file(folder));
  return isRecord(active) && typeof active['path'] === 'string' ? active['path'] : undefined;
}

/**
 * Makes an interpreter the Python extension's active one for a folder (`environments.updateActiveEnvironmentPath`), which
 * the Jupyter extension then offers first as the kernel of its notebooks. Does nothing where that is not installed.
 */
export async function activatePython(folder: string, python: string): Promise<void> {
  await call('updateActiveEnvironmentPath', python, vscode.Uri.file(folder));
}

/** Calls a function of the Python extension's `environments`; undefined where there is none. */
async function call(name: string, ...args: unknown[]): Promise<unknown> {
  const extension = vscode.extensions.getExtension<unknown>('ms-python.python');
  const api = await extension?.activate();
  if (!isRecord(api) || !isRecord(api['environments'])) return undefined;
  const called = api['environments'][name];
  return typeof called === 'function' ? (called.call(api['environments'], ...args) as unknown) : undefined;
}
