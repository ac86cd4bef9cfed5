import * as vscode from 'vscode';

/** What `when` clauses of the manifest may ask. */
export type ContextKey =
  | 'bellhop.active'
  | 'bellhop.hasProject'
  | 'bellhop.hasModelProject'
  | 'bellhop.hasApiProject'
  | 'bellhop.scorerRunning'
  | 'bellhop.scorerContained';

const known = new Map<ContextKey, boolean>();

/** Sets a context key; setting the value that it has already costs nothing. */
export function setContextKey(key: ContextKey, value: boolean): void {
  if (known.get(key) === value) return;
  known.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
