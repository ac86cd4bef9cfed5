import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { buildAll } from '../../scripts/build';
import { packageTarget, type Target } from '../../scripts/package';
import { ensureChromium, launchChromium } from '../../scripts/vscode/chromium';
import { installVscode, type VscodeVersion } from '../../scripts/vscode/installVscode';
import { markedProcesses } from '../../scripts/vscode/markedProcesses';
import { installExtension, startVscodeServer, type VscodeServer } from '../../scripts/vscode/vscodeServer';
import { makeModelProject, type ModelProject } from '../integration/template/modelProject';
import { Workbench, type WorkbenchOptions } from './harness/workbench';

/** What this machine's editor installs: the VSIX with the native runtime of the platform. */
export const OWN_TARGET = `linux-${process.arch}` as 'linux-x64' | 'linux-arm64';

const packaged = new Map<Target, Promise<string>>();
let built: Promise<unknown> | undefined;

/** Packages a VSIX once a run. */
export function vsix(target: Target): Promise<string> {
  built ??= buildAll();
  const made = packaged.get(target) ?? built.then(() => packageTarget(target));
  packaged.set(target, made);
  return made;
}

export interface EditorOptions {
  version: VscodeVersion;
  target?: Target;
  /** False opens folders in Restricted Mode. */
  trust?: boolean;
  settings?: Record<string, unknown>;
  env?: Record<string, string | undefined>;
}

/** A real VS Code with the packaged extension, and a folder of its own for everything that a test writes. */
export class Editor {
  private constructor(
    readonly server: VscodeServer,
    readonly browser: Browser,
    /** Removed with the editor. */
    readonly folder: string,
  ) {}

  static async start({ version, target, trust, settings, env }: EditorOptions): Promise<Editor> {
    const report = (line: string): void => console.log(`      ${line}`);
    const installation = await installVscode(version, report);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-e2e-'));
    const extensionsDir = path.join(folder, 'extensions');
    const serverDataDir = path.join(folder, 'data');
    await installExtension(installation, await vsix(target ?? OWN_TARGET), extensionsDir, serverDataDir);
    const server = await startVscodeServer({
      installation,
      extensionsDir,
      serverDataDir,
      trust: trust ?? true,
      ...(settings ? { settings } : {}),
      ...(env ? { env } : {}),
    });
    const browser = await launchChromium(await ensureChromium(report));
    return new Editor(server, browser, folder);
  }

  /** Starts the editor on a new model project called Motor, with Bellhop's sidebar open. */
  static async withProject(
    options: EditorOptions,
  ): Promise<{ editor: Editor; project: ModelProject; window: Workbench }> {
    const editor = await Editor.start(options);
    const project = await makeModelProject(editor.folder, { project_name: 'Motor' });
    const window = await editor.open({ folder: project.folder });
    await window.views.open('Bellhop');
    await window.statusBar.waitFor(/Motor: scorer stopped/);
    return { editor, project, window };
  }

  open(at: WorkbenchOptions['at']): Promise<Workbench> {
    return Workbench.open({ browser: this.browser, server: this.server, at });
  }

  /** Writes the settings of the machine that the extension runs on: there a person chooses programs. */
  async writeMachineSettings(settings: Record<string, unknown>): Promise<void> {
    const file = path.join(this.server.options.serverDataDir, 'data', 'Machine', 'settings.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(settings));
  }

  /** The scorers that run for a project. */
  scorersOf(project: string): number[] {
    return markedProcesses(`BELLHOP_PROJECT=${project}`).map(({ pid }) => pid);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
