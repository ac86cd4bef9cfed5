import type * as vscode from 'vscode';
import { isRecord } from '../../contract/version';
import type { Project } from '../projects/project';

/** Writes one line of a scorer's or an API's log at its own level. */
export function writeLog(log: vscode.LogOutputChannel, project: Project, line: string): void {
  const entry = parse(line);
  const level = entry?.['level'];
  const write =
    level === 'error' ? log.error.bind(log) : level === 'warn' ? log.warn.bind(log) : log.info.bind(log);
  if (!entry) {
    write(`[${project.name}] ${line}`);
    return;
  }
  const shown = Object.entries(entry).filter(([key]) => !['time', 'level', 'message'].includes(key));
  const details = shown.map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  write([`[${project.name}]`, String(entry['message']), ...details].join(' '));
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isRecord(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}
