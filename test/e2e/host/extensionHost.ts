import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { buildAll } from '../../../scripts/build';
import { ensureChromium, launchChromium } from '../../../scripts/vscode/chromium';
import { installVscode, type VscodeVersion } from '../../../scripts/vscode/installVscode';
import { runInExtensionHost } from '../harness/extensionHost';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

/** What test/e2e/host/runner.ts saw inside the extension host. */
export interface HostReport {
  wasActive: boolean;
  /** How long `activate()` took. */
  milliseconds: number;
  /** The modules that the extension host has loaded. */
  loaded: string[];
  isTrusted: boolean;
  /** How often a command was refused because the workspace is not trusted. */
  refusals: number;
}

/** Activates the built extension in the extension host of a real VS Code. */
export async function activateInHost(options: {
  version: VscodeVersion;
  trust: boolean;
  folder?: string;
}): Promise<HostReport> {
  await buildAll();
  const base = await mkdtemp(path.join(os.tmpdir(), 'bellhop-host-'));
  const extension = path.join(base, 'extension');
  await mkdir(extension);
  for (const part of ['package.json', 'package.nls.json', 'dist', 'media', 'templates', 'contract']) {
    await cp(path.join(root, part), path.join(extension, part), { recursive: true });
  }
  const runnerPath = path.join(base, 'runner.js');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'runner.ts')],
    outfile: runnerPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const browser = await launchChromium(await ensureChromium(() => undefined));
  const serverDataDir = path.join(base, 'data');
  try {
    const { exitCode, log } = await runInExtensionHost({
      browser,
      server: {
        installation: await installVscode(options.version, () => undefined),
        extensionsDir: path.join(base, 'extensions'),
        serverDataDir,
        trust: options.trust,
        env: { BELLHOP_TEST_DATA: serverDataDir },
        ...(options.folder === undefined ? {} : { folder: options.folder }),
      },
      extensionDevelopmentPath: extension,
      runnerPath,
    });
    const line = log.find((each) => each.includes('BELLHOP {'));
    if (exitCode !== 0 || line === undefined) {
      throw new Error(`The runner ended with ${exitCode}: ${log.join('\n')}`);
    }
    return JSON.parse(line.slice(line.indexOf('{'))) as HostReport;
  } finally {
    await browser.close();
    await rm(base, { recursive: true, force: true });
  }
}
