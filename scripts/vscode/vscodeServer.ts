import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Failure } from '../../contract/failure';
import { type VscodeInstallation } from './installVscode';
import { endNow, markedProcesses, type RunningProcess } from './markedProcesses';
import { runLogged, tailOf } from '../runLogged';
import { writeUserSettings } from './userSettings';

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;

export interface VscodeServerOptions {
  readonly installation: VscodeInstallation;
  /** Opened when the URL names nothing else. */
  readonly folder?: string;
  readonly extensionsDir: string;
  /** Settings, state and logs; the caller's to remove. */
  readonly serverDataDir: string;
  /** True: every folder is trusted. False: a folder opens in Restricted Mode, as for a user. */
  readonly trust: boolean;
  /** Lets a page run tests inside the extension host. */
  readonly smokeTestDriver?: boolean;
  /** A free one when not given. */
  readonly port?: number;
  /** User settings to write before the start, over those that are there. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Over this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface VscodeServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly options: VscodeServerOptions;
  /** The file that takes the server's output. */
  readonly log: string;
  /** The server and everything that it started, extension hosts and their children too. */
  processes(): RunningProcess[];
  /**
   * Ends the server and waits until all that it started is gone.
   * @returns what did not end by itself within 10 s and was killed; empty when all went well.
   */
  stop(): Promise<RunningProcess[]>;
}

/**
 * Starts VS Code for the browser on 127.0.0.1 and waits until it answers. When this process exits without `stop()`,
 * the server and its children are killed.
 */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  mkdirSync(options.serverDataDir, { recursive: true });
  mkdirSync(options.extensionsDir, { recursive: true });
  writeUserSettings(options.serverDataDir, options.settings ?? {});
  const log = join(options.serverDataDir, 'server.log');
  const output = openSync(log, 'w');
  const id = randomBytes(8).toString('hex');
  const marker = `BELLHOP_EDITOR=${id}`;
  const child = spawn(
    options.installation.node,
    [
      ...serverArguments(options.installation, options.extensionsDir, options.serverDataDir),
      '--without-connection-token',
      '--disable-telemetry',
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...(options.folder === undefined ? [] : ['--default-folder', options.folder]),
      ...(options.trust ? ['--disable-workspace-trust'] : []),
      ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      env: { ...editorEnvironment(), ...options.env, BELLHOP_EDITOR: id },
      stdio: ['ignore', output, output],
    },
  );
  closeSync(output);

  const killAll = (): void => markedProcesses(marker).forEach(({ pid }) => endNow(pid));
  process.once('exit', killAll);
  try {
    const port = await waitUntilUp(child, options.installation, log);
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      options,
      log,
      processes: () => markedProcesses(marker),
      stop: async () => {
        const left = await stopAll(child, marker);
        process.off('exit', killAll);
        return left;
      },
    };
  } catch (error) {
    killAll();
    process.off('exit', killAll);
    throw error;
  }
}

/** Installs a packaged extension from a `.vsix` file; the server that serves it is started afterwards. */
export async function installExtension(
  installation: VscodeInstallation,
  vsix: string,
  extensionsDir: string,
  serverDataDir: string,
): Promise<void> {
  mkdirSync(serverDataDir, { recursive: true });
  await runLogged({
    program: installation.node,
    args: [
      ...serverArguments(installation, extensionsDir, serverDataDir),
      '--install-extension',
      vsix,
      '--force',
    ],
    cwd: serverDataDir,
    logFile: join(serverDataDir, 'install-extension.log'),
    purpose: `Installing ${vsix} into VS Code ${installation.version}`,
    env: editorEnvironment(),
  });
}

/** The URL of a window of the server: on a folder, on a `.code-workspace` file, or empty. */
export function workbenchUrl(
  server: Pick<VscodeServer, 'url'>,
  open: { readonly folder: string } | { readonly workspace: string } | Record<string, never>,
): string {
  const query = 'folder' in open || 'workspace' in open ? open : { ew: 'true' };
  return `${server.url}/?${new URLSearchParams(query as Record<string, string>).toString()}`;
}

function serverArguments(
  installation: VscodeInstallation,
  extensionsDir: string,
  serverDataDir: string,
): readonly string[] {
  return [
    installation.serverMain,
    '--accept-server-license-terms',
    ...['--extensions-dir', extensionsDir, '--server-data-dir', serverDataDir],
  ];
}

/** What npm and an outer VS Code put into the environment would reach the terminals and the extension. */
function editorEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function waitUntilUp(
  child: ChildProcess,
  installation: VscodeInstallation,
  log: string,
): Promise<number> {
  const failure = (what: string): Failure =>
    new Failure(
      'vscode-not-started',
      `VS Code ${installation.version} ${what}.\n${tailOf(log)}`,
      `Read ${log}; a broken installation is cured by removing ${installation.folder}.`,
    );
  let spawnError: Error | undefined;
  child.once('error', (error) => (spawnError = error));
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (spawnError) throw failure(`did not start (${spawnError.message})`);
    if (child.exitCode !== null) throw failure(`ended while starting (status ${child.exitCode})`);
    const port = /Extension host agent listening on (\d+)/.exec(readFileSync(log, 'utf8'))?.[1];
    if (port !== undefined && (await answers(`http://127.0.0.1:${port}/version`))) return Number(port);
    await delay(50);
  }
  throw failure(`did not answer within ${START_DEADLINE_MS / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

async function stopAll(child: ChildProcess, marker: string): Promise<RunningProcess[]> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (Date.now() < deadline && markedProcesses(marker).length > 0) await delay(50);
  const left = markedProcesses(marker);
  left.forEach(({ pid }) => endNow(pid));
  while (markedProcesses(marker).length > 0) await delay(20);
  return left;
}
