import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { Failure } from '../../contract/failure';
import { cacheFolder } from './cacheFolder';
import { ensureDebianPackages, programPackage } from './debianPackages';
import { runLogged } from '../runLogged';

/** The oldest VS Code that Bellhop supports and the newest that npm has. */
export type VscodeVersion = 'oldest' | 'newest';

export interface VscodeInstallation {
  readonly which: VscodeVersion;
  /** VS Code's own version, such as `1.139.1`. */
  readonly version: string;
  /** The Node that VS Code of this version runs on. */
  readonly node: string;
  /** The server's entry script. */
  readonly serverMain: string;
  /** Its folder in the cache. */
  readonly folder: string;
}

interface Pins {
  readonly vscode: string;
  readonly codeServer: string;
  readonly node: string;
}

/** Exact versions. code-server carries VS Code x.y.z as 4.y.z; Node's major is the one that VS Code was built for. */
const PINS: Record<VscodeVersion, Pins> = {
  oldest: { vscode: '1.103.2', codeServer: '4.103.2', node: '22.23.3' },
  newest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' },
};
const NODE_GYP = '12.4.0';
/** Carries ripgrep's binary inside the package; the oldest VS Code's own ripgrep package downloads it when installed. */
const RIPGREP = '1.18.0';

/**
 * Modules that the server loads and that npm has no binary of; names differ between versions of VS Code. Its sqlite is
 * left out: only the agent host loads it, which never starts here, and it takes twice the time of all others.
 */
const NATIVE_MODULES = ['node-pty', '@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'];

/**
 * Makes a real VS Code for the browser on this machine: the server and workbench inside the npm package `code-server`,
 * without code-server's own wrapper, and the Node it wants. About a minute the first time, at once when it is there.
 * An interrupted install is never taken for a whole one, and two at once do not disturb each other.
 * @param report gets one line for each long step.
 */
export async function installVscode(
  which: VscodeVersion,
  report: (line: string) => void,
): Promise<VscodeInstallation> {
  const pins = PINS[which];
  const nodePackage = nodePackageOf(process.platform, process.arch);
  const cache = cacheFolder();
  const name = `vscode-${pins.vscode}-node-${pins.node}-${process.arch}`;
  const folder = join(cache, name);
  const installation: VscodeInstallation = {
    which,
    version: pins.vscode,
    node: join(folder, 'node', 'bin', 'node'),
    serverMain: join(folder, 'vscode', 'out', 'server-main.js'),
    folder,
  };
  if (existsSync(folder)) return installation;

  await ensureDebianPackages(
    [programPackage('python3'), programPackage('make'), programPackage('g++')],
    `building VS Code ${pins.vscode}`,
    report,
  );
  report(`Installing VS Code ${pins.vscode} into ${folder} (once; about a minute).`);
  mkdirSync(join(cache, 'logs'), { recursive: true });
  removeAbandoned(cache);
  const staging = join(cache, `${name}.making-${process.pid}-${randomBytes(3).toString('hex')}`);
  try {
    await assemble(pins, nodePackage, staging, join(cache, 'logs', `install-${name}.log`), report);
    await moveIntoPlace(join(staging, 'whole'), folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  report(`VS Code ${pins.vscode} is installed.`);
  return installation;
}

/** The npm package that carries Node's binary and headers. */
function nodePackageOf(platform: string, arch: string): string {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return `node-linux-${arch}`;
  throw new Failure(
    'vscode-unsupported-platform',
    `VS Code in the browser can be set up on Linux (x64 or arm64) only; this is ${platform} ${arch}.`,
    'Install desktop VS Code and put its command `code` on the PATH.',
  );
}

async function assemble(
  pins: Pins,
  nodePackage: string,
  staging: string,
  logFile: string,
  report: (line: string) => void,
): Promise<void> {
  mkdirSync(staging);
  writeFileSync(join(staging, 'package.json'), '{ "private": true }');
  writeFileSync(logFile, '');
  // Install scripts download from the internet what is not needed here: none of them runs.
  const npm = (purpose: string, cwd: string, args: readonly string[]): Promise<void> =>
    runLogged({
      program: 'npm',
      args: ['install', '--prefix', cwd, '--ignore-scripts', '--no-audit', '--no-fund', ...args],
      cwd,
      logFile,
      purpose,
      env: { ...process.env, NODE_OPTIONS: '' },
    });

  report(`  Getting code-server ${pins.codeServer} and Node ${pins.node} from npm.`);
  await npm(`Installing code-server ${pins.codeServer} and ${nodePackage} ${pins.node}`, staging, [
    '--force',
    `code-server@${pins.codeServer}`,
    `${nodePackage}@${pins.node}`,
    `node-gyp@${NODE_GYP}`,
    `@vscode/ripgrep-universal@${RIPGREP}`,
  ]);
  const modules = join(staging, 'node_modules');
  const vscode = join(modules, 'code-server', 'lib', 'vscode');
  report(`  Getting the packages of VS Code ${pins.vscode} itself.`);
  await npm(`Installing the packages of VS Code ${pins.vscode}`, vscode, ['--omit=dev']);

  const nodeFolder = join(modules, nodePackage);
  const native = NATIVE_MODULES.filter((module) => existsSync(join(vscode, 'node_modules', module)));
  for (const [index, module] of native.entries()) {
    report(`  Building ${module} (${index + 1} of ${native.length}).`);
    await runLogged({
      program: join(nodeFolder, 'bin', 'node'),
      args: [
        join(modules, 'node-gyp', 'bin', 'node-gyp.js'),
        'rebuild',
        '-j',
        'max',
        `--nodedir=${nodeFolder}`,
      ],
      cwd: join(vscode, 'node_modules', module),
      logFile,
      purpose: `Building ${module} for VS Code ${pins.vscode}`,
      // The build asks `node` for paths and versions: it must be VS Code's Node, not the one that runs this.
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        PATH: [join(nodeFolder, 'bin'), process.env['PATH'] ?? ''].join(delimiter),
      },
    });
  }
  placeRipgrep(modules, vscode);

  const whole = join(staging, 'whole');
  mkdirSync(whole);
  await rename(vscode, join(whole, 'vscode'));
  await rename(nodeFolder, join(whole, 'node'));
}

/** Without ripgrep, search and `workspace.findFiles` find nothing. */
function placeRipgrep(modules: string, vscode: string): void {
  const ownPackage = join(vscode, 'node_modules', '@vscode', 'ripgrep');
  if (!existsSync(ownPackage)) return;
  const target = join(ownPackage, 'bin', 'rg');
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(modules, '@vscode', 'ripgrep-universal', 'bin', `linux-${process.arch}`, 'rg'), target);
  chmodSync(target, 0o755);
}

/** When another process finished the same install first, its folder stays and ours is dropped. */
async function moveIntoPlace(whole: string, folder: string): Promise<void> {
  try {
    await rename(whole, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** Removes what interrupted installs left: staging folders whose process is gone. */
function removeAbandoned(cache: string): void {
  for (const entry of readdirSync(cache)) {
    const pid = /\.making-(\d+)-/.exec(entry)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      rmSync(join(cache, entry), { recursive: true, force: true });
    }
  }
}
