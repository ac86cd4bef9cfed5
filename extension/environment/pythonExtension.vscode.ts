import * as vscode from 'vscode';
import { isRecord } from '../../contract/version';

/**
 * The interpreter of the Python extension's active environment for a folder, by that extension's public API
 * (`environments.getActiveEnvironmentPath`); undefined where the extension is not installed.
 */
export async function activePython(folder: string): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<unknown>('ms-python.python');
  const api = await extension?.activate();
  if (!isRecord(api) || !isRecord(api['environments'])) return undefined;
  const { getActiveEnvironmentPath } = api['environments'];
  if (typeof getActiveEnvironmentPath !== 'function') return undefined;
  const active: unknown = getActiveEnvironmentPath.call(api['environments'], vscode.Uri.file(folder));
  return isRecord(active) && typeof active['path'] === 'string' ? active['path'] : undefined;
}
