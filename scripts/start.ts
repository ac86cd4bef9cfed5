import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { reason } from '../contract/failure';
import { buildAll } from './build';
import { packageTarget } from './package';
import { cacheFolder } from './vscode/cacheFolder';
import { findOnPath } from './vscode/debianPackages';
import { installVscode } from './vscode/installVscode';
import { installExtension, startVscodeServer, workbenchUrl } from './vscode/vscodeServer';
import { exists } from '../extension/files/exists';

/**
 * `npm start`: a demo model project, its scorer, and VS Code on it: the desktop's where `code` is on the PATH, else one
 * in the browser. Ctrl+C ends everything that it started.
 */

const root = path.resolve(import.meta.dirname, '..');
const demo = path.join(cacheFolder(), 'demo');
const project = path.join(demo, 'claim-frequency');
const cleanUps: (() => Promise<unknown>)[] = [];

async function start(): Promise<void> {
  say('Building …');
  await buildAll();
  if (!(await exists(project))) {
    say('Making the demo project …');
    await bellhop(['new', 'model', '--no-input', '--json', '--output-dir', demo], 'project');
  }
  say(`Demo project: ${project}`);
  say('Starting its scorer …');
  const { url } = await bellhop(['serve', project, '--json'], 'url');
  say(`Scorer: ${url}  (try ${url}/examples)`);
  if (findOnPath('code') === undefined) await openInBrowser();
  else openOnDesktop();
  say('Ctrl+C ends it all.');
}

function openOnDesktop(): void {
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, project];
  spawn('code', args, { stdio: 'ignore', detached: true, shell: process.platform === 'win32' }).unref();
  say('VS Code opens on the desktop with Bellhop in its own window.');
}

async function openInBrowser(): Promise<void> {
  say('No "code" on the PATH: setting up VS Code for the browser …');
  const installation = await installVscode('newest', say);
  const extensionsDir = path.join(demo, 'extensions');
  const serverDataDir = path.join(demo, 'server-data');
  say('Packaging and installing the extension …');
  const vsix = await packageTarget(`linux-${process.arch}` as 'linux-x64' | 'linux-arm64');
  await installExtension(installation, vsix, extensionsDir, serverDataDir);
  const server = await startVscodeServer({
    installation,
    folder: project,
    extensionsDir,
    serverDataDir,
    trust: true,
  });
  cleanUps.push(() => server.stop());
  say(`VS Code: ${workbenchUrl(server, { folder: project })}`);
}

/** Runs the command line until it has said `key`, and gives that line. */
async function bellhop(args: string[], key: string): Promise<Record<string, string>> {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  cleanUps.push(() => {
    child.kill('SIGTERM');
    return ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as Record<string, unknown>;
    if (key in said) return said as Record<string, string>;
    if ('error' in said) throw new Error(JSON.stringify(said['error']));
  }
  throw new Error(`bellhop ${args.join(' ')} ended without a word.`);
}

function say(line: string): void {
  console.log(line);
}

let ending: Promise<void> | undefined;
function end(status: number): void {
  ending ??= Promise.allSettled(cleanUps.map((cleanUp) => cleanUp())).then(() => process.exit(status));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    say('Ending …');
    end(0);
  });
}
start().catch((error: unknown) => {
  console.error(reason(error));
  end(1);
});
