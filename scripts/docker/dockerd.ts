import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { Failure } from '../../contract/failure';
import { tailOf } from '../runLogged';
import { cacheFolder } from '../vscode/cacheFolder';
import { ensureDebianPackages, programPackage } from '../vscode/debianPackages';
import { engineAnswers } from './engineAnswers';

/** How long a Docker engine may take to answer, or to end, in milliseconds. */
const LIMIT = 60_000;

const folder = join(cacheFolder(), 'docker');
const pidFile = join(folder, 'dockerd.pid');
/** Holds the id of the process that ends the engine; absent where it was started to stay. */
const ownerFile = join(folder, 'owner');
const logFile = join(folder, 'dockerd.log');
const socket = join(folder, 'docker.sock');

/** The address of the Docker engine that `startDockerd` starts, whether it runs or not. */
export const ownHost = `unix://${socket}`;

/**
 * Starts a Docker engine below the cache folder, unless it runs already, and waits until it answers. Its images stay in
 * the cache for the next time. It ends with this process, also when it was left over from one that did not end it.
 *
 * @param stay leaves it running when this process ends, until `stopDockerd`.
 * @throws Failure that names what is missing, or holds the engine's last words.
 */
export async function startDockerd(report: (line: string) => void, stay = false): Promise<void> {
  if (!(await engineAnswers(ownHost))) {
    await ensureDebianPackages(
      [programPackage('docker.io', 'dockerd'), programPackage('iptables')],
      'running containers in the tests',
      report,
    );
    if (process.getuid?.() !== 0) throw onlyRoot();
    refuseSecondEngine();
    await start(report);
  } else if (!hasLostOwner()) {
    return;
  }
  if (stay) rmSync(ownerFile, { force: true });
  else endWithThisProcess();
}

/** Ends the engine that was started to stay, with all its containers. */
export async function stopDockerd(): Promise<void> {
  const pid = runningPid();
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  const until = Date.now() + LIMIT;
  while (existsSync(pidFile) && Date.now() < until) await wait(50);
}

async function start(report: (line: string) => void): Promise<void> {
  report(`Starting a Docker engine below ${folder}.`);
  mkdirSync(folder, { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn(
    'dockerd',
    [
      ...['--data-root', join(folder, 'data')],
      ...['--exec-root', join(folder, 'exec')],
      ...['--host', ownHost],
      ...['--pidfile', pidFile],
    ],
    // Detached, so that a Ctrl+C at the tests does not take it away before the tests have cleaned up.
    { detached: true, stdio: ['ignore', log, log] },
  );
  child.unref();
  closeSync(log);
  const until = Date.now() + LIMIT;
  while (!(await engineAnswers(ownHost))) {
    // Another process may have been quicker: its engine holds the pid file, and ours has ended.
    const gone = hasEnded(child) && runningPid() === undefined;
    if (gone || Date.now() > until) throw notStarted();
    await wait(50);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** The engine's process, where it runs. */
function runningPid(): number | undefined {
  const pid = readNumber(pidFile);
  return pid !== undefined && existsSync(`/proc/${pid}`) ? pid : undefined;
}

function hasLostOwner(): boolean {
  const owner = readNumber(ownerFile);
  return owner !== undefined && !existsSync(`/proc/${owner}`);
}

function endWithThisProcess(): void {
  writeFileSync(ownerFile, String(process.pid));
  process.once('exit', () => {
    const pid = runningPid();
    if (pid === undefined) return;
    process.kill(pid, 'SIGTERM');
    // Nothing asynchronous runs any more; it removes its pid file when it has ended its containers and itself.
    const clock = new Int32Array(new SharedArrayBuffer(4));
    const until = Date.now() + LIMIT;
    while (existsSync(pidFile) && Date.now() < until) Atomics.wait(clock, 0, 0, 50);
    rmSync(ownerFile, { force: true });
  });
}

/** A second engine in the same network takes the first one's bridge away: its containers would lose their network. */
function refuseSecondEngine(): void {
  const network = networkOf('self');
  const other = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && readText(`/proc/${entry}/comm`).trim() === 'dockerd')
    .find((pid) => Number(pid) !== runningPid() && networkOf(pid) === network);
  if (other === undefined) return;
  throw new Failure(
    'engine-elsewhere',
    `A Docker engine runs already (process ${other}), and answers neither at DOCKER_HOST nor at the usual socket.`,
    'Set DOCKER_HOST to its address, such as unix:///path/to/docker.sock, or end it.',
  );
}

function networkOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

function readNumber(file: string): number | undefined {
  const text = readText(file).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function onlyRoot(): Failure {
  return new Failure(
    'engine-missing',
    'No Docker engine answers, and only root can start one.',
    'Start Docker, or set DOCKER_HOST to an engine that you may use.',
  );
}

function notStarted(): Failure {
  return new Failure(
    'engine-not-started',
    `The Docker engine did not start.\n${tailOf(logFile)}`,
    `Read ${logFile}, cure the cause and run again.`,
  );
}
