import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';

/**
 * Runs inside the extension host: activates Bellhop, calls the commands that run programs, and writes what it saw as one
 * JSON line to the console, where the test reads it.
 */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('bellhop.bellhop');
  if (!extension) throw new Error('Bellhop is not installed.');
  const wasActive = extension.isActive;
  await quiet();
  const started = performance.now();
  await extension.activate();
  const milliseconds = performance.now() - started;
  const loaded = Object.keys(require.cache);
  const isTrusted = vscode.workspace.isTrusted;
  let refusals: string[] = [];
  if (!isTrusted) {
    await vscode.commands.executeCommand('bellhop.scorer.start');
    await vscode.commands.executeCommand('bellhop.scorer.restart');
    await vscode.commands.executeCommand('bellhop.model.train');
    // The log reaches its file a little later.
    while (refusals.length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      refusals = logged().match(/which Restricted Mode does not allow/g) ?? [];
    }
  }
  console.log(
    `BELLHOP ${JSON.stringify({ wasActive, milliseconds, loaded, isTrusted, refusals: refusals.length })}`,
  );
}

/** Resolves when the host's start-up is over: twenty turns in a row that came on time. */
async function quiet(): Promise<void> {
  for (let onTime = 0; onTime < 20;) {
    const asked = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    onTime = performance.now() - asked < 25 ? onTime + 1 : 0;
  }
}

/** What Bellhop has written into its log channel. */
function logged(): string {
  const folder = process.env['BELLHOP_TEST_DATA'] ?? '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('Bellhop.log'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
}
