import * as vscode from 'vscode';
import type { InterpreterHints } from './interpreter';
import { activePython } from './pythonExtension.vscode';

/** What the editor knows of the Python interpreter to use for a folder: its setting, and the Python extension's. */
export async function interpreterHints(folder: string): Promise<InterpreterHints> {
  const setting = vscode.workspace.getConfiguration('bellhop').get<string>('python', '');
  const active = await activePython(folder);
  return { ...(setting === '' ? {} : { setting }), ...(active === undefined ? {} : { active }) };
}
