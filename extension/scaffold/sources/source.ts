import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { exists } from '../../files/exists';
import { cloneTemplate, temporaryFolder, withoutPassword } from './gitSource';
import { readAddress, type SourceAddress } from './sourceAddress';
import type { Origin } from '../template/template';
import type { AskPassword } from './zipEntry';
import { downloadZip, unzipTemplate } from './zipSource';

export interface SourceOptions {
  /** A branch, tag or commit of a git repository. */
  checkout?: string;
  /** The folder inside the source that holds cookiecutter.json. */
  directory?: string;
  /** What a prefix such as `gh` stands for. */
  abbreviations: ReadonlyMap<string, string>;
  /** Where a folder that is named without a path may lie too: Bellhop's own templates, the person's. */
  templateFolders: readonly string[];
  /** For a zip file that is locked. */
  askPassword?: AskPassword;
  /** What is being done, in words, and what git says. */
  onProgress?: (text: string) => void;
  signal?: AbortSignal;
}

/** A template that is at hand. */
export interface OpenSource {
  /** Holds cookiecutter.json. */
  folder: string;
  /** The whole source: the clone, what was unpacked, or the folder named. `folder` is it, or lies in it. */
  root: string;
  /** What it was taken from; of a folder the absolute path. */
  address: SourceAddress;
  origin: Origin;
  /** The commit, where the template was cloned. */
  commit: string | undefined;
  /** Removes what was downloaded. */
  close: () => Promise<void>;
}

/**
 * Gets a template from a folder, a git repository or a zip file. What is downloaded goes to a temporary folder, which
 * is removed by `close`, or right away when something fails.
 *
 * @param named what a person names it by; see `readAddress`.
 * @throws Failure `template-missing`, `template-unsafe`, `clone-failed`, `download-failed`, `zip-invalid`; Cancelled.
 */
export async function openSource(named: string, options: SourceOptions): Promise<OpenSource> {
  const address = readAddress(named, options.abbreviations);
  const origin = { template: withoutPassword(named), checkout: options.checkout ?? null };
  if (address.kind === 'folder') {
    const { root, folder } = await localFolder(address.at, options);
    const at = { ...address, at: root };
    return { folder, root, address: at, origin, commit: undefined, close: () => Promise.resolve() };
  }
  const { folder: parent, close } = await temporaryFolder();
  try {
    const { folder: root, commit } =
      address.kind === 'git'
        ? await clone(address.at, parent, options)
        : { folder: await unzip(address.at, address.remote, parent, options), commit: undefined };
    return {
      folder: await inDirectory(root, named, options.directory),
      root,
      address,
      origin,
      commit,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function clone(
  url: string,
  parent: string,
  { checkout, onProgress, signal }: SourceOptions,
): Promise<{ folder: string; commit: string }> {
  return cloneTemplate(url, parent, {
    ...(checkout === undefined ? {} : { checkout }),
    ...(onProgress ? { onOutput: onProgress } : {}),
    ...(signal ? { signal } : {}),
  });
}

async function unzip(
  at: string,
  remote: boolean,
  parent: string,
  { onProgress, signal, askPassword }: SourceOptions,
): Promise<string> {
  if (remote) onProgress?.(`Downloading ${withoutPassword(at)}\n`);
  const file = remote ? await downloadZip(at, parent, signal) : path.resolve(at);
  return unzipTemplate(file, path.join(parent, 'unpacked'), {
    ...(signal ? { signal } : {}),
    ...(askPassword ? { askPassword } : {}),
  });
}

async function localFolder(
  at: string,
  { templateFolders, directory = '.' }: SourceOptions,
): Promise<{ root: string; folder: string }> {
  const isName = /^[\w-]+$/.test(at);
  const folders = [...(isName ? templateFolders.map((one) => path.join(one, at)) : []), path.resolve(at)];
  for (const folder of folders) {
    if (await exists(path.join(folder, directory, 'cookiecutter.json'))) {
      return { root: folder, folder: await inDirectory(folder, at, directory) };
    }
  }
  throw missing(at);
}

/** A folder inside the source as it really is, through all links, so that none of them leads out of it. */
async function inDirectory(folder: string, named: string, directory = '.'): Promise<string> {
  if (directory === '.') {
    if (await exists(path.join(folder, 'cookiecutter.json'))) return folder;
    throw missing(named);
  }
  const root = await realpath(folder);
  const inner = await realpath(path.join(root, directory)).catch(() => undefined);
  const found = inner === undefined ? undefined : await stat(inner);
  if (inner === undefined || found?.isDirectory() !== true) throw missing(`${named} (${directory})`);
  if (inner !== root && !inner.startsWith(root + path.sep)) {
    throw new Failure(
      'template-unsafe',
      `The folder ${directory} lies outside the template ${named}.`,
      'Name a folder inside the template.',
    );
  }
  return inDirectory(inner, `${named} (${directory})`);
}

function missing(named: string): Failure {
  return new Failure(
    'template-missing',
    `There is no template "${named}": no bundled one has that name, and nothing there holds a cookiecutter.json.`,
    'Give the name of a bundled template, such as "model", a folder, a git URL or a zip file.',
  );
}
