import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { exists } from '../../files/exists';
import { isInside } from '../../files/isInside';
import { temporaryFolder } from '../../files/temporaryFolder';
import { cloneTemplate, withoutSecrets } from './gitSource';
import { readAddress, type SourceAddress } from './sourceAddress';
import type { Origin } from '../template/template';
import type { AskPassword } from './zipEntry';
import { download } from './download';
import { isTemplate, templatesBelow } from './templateFolders';
import { unzipTemplate } from './zipSource';

export interface SourceOptions {
  /** A branch, tag or commit of a git repository. */
  checkout?: string;
  /** The folder inside the source that holds cookiecutter.json. */
  directory?: string;
  /** What a prefix such as `gh` stands for. */
  abbreviations: ReadonlyMap<string, string>;
  /** Where a folder that is named without a path may lie too: Bellhop's own templates, the person's. */
  templateFolders: readonly string[];
  /** Asks which one where the source is no template but holds some; their folders are relative to it. */
  chooseDirectory?: (directories: readonly string[]) => Promise<string>;
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
  const origin = { template: withoutSecrets(named), checkout: options.checkout ?? null };
  if (address.kind === 'folder') {
    const { root, folder } = await localFolder(address.at, options);
    const at = { ...address, at: root };
    return { folder, root, address: at, origin, commit: undefined, close: () => Promise.resolve() };
  }
  const { folder: parent, close } = await temporaryFolder('source');
  try {
    const { folder: root, commit } =
      address.kind === 'git'
        ? await clone(address.at, parent, options)
        : { folder: await unzip(address.at, address.remote, parent, options), commit: undefined };
    return {
      folder: await templateIn(root, named, options),
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
  if (remote) onProgress?.(`Downloading ${withoutSecrets(at)}\n`);
  const file = remote ? path.join(parent, 'template.zip') : path.resolve(at);
  if (remote) await download(at, file, signal);
  return unzipTemplate(file, path.join(parent, 'unpacked'), {
    ...(signal ? { signal } : {}),
    ...(askPassword ? { askPassword } : {}),
  });
}

async function localFolder(at: string, options: SourceOptions): Promise<{ root: string; folder: string }> {
  const { templateFolders, directory = '.' } = options;
  const isName = /^[\w-]+$/.test(at);
  for (const parent of isName ? templateFolders : []) {
    const root = path.join(parent, at);
    if (await isTemplate(path.join(root, directory))) {
      return { root, folder: await templateIn(root, at, options) };
    }
  }
  const root = path.resolve(at);
  if (!(await exists(root))) throw missing(at);
  return { root, folder: await templateIn(root, at, options) };
}

/** The folder of the template in a source: the one that was named, the source itself, or the one that is chosen. */
async function templateIn(root: string, named: string, options: SourceOptions): Promise<string> {
  const { directory, chooseDirectory } = options;
  if (directory !== undefined) return inDirectory(root, named, directory);
  if (await isTemplate(root)) return root;
  const below = await templatesBelow(root).catch(() => []);
  if (below.length === 0) throw missing(named);
  if (chooseDirectory) return inDirectory(root, named, await chooseDirectory(below));
  throw new Failure(
    'template-missing',
    `${named} is no template, but holds some: ${below.join(', ')}.`,
    'Name one of them with --directory.',
  );
}

/** A folder inside the source as it really is, through all links, so that none of them leads out of it. */
async function inDirectory(folder: string, named: string, directory: string): Promise<string> {
  const root = await realpath(folder);
  const inner = await realpath(path.join(root, directory)).catch(() => undefined);
  const found = inner === undefined ? undefined : await stat(inner);
  if (inner === undefined || found?.isDirectory() !== true) throw missing(`${named} (${directory})`);
  if (!isInside(root, inner)) {
    throw new Failure(
      'template-unsafe',
      `The folder ${directory} lies outside the template ${named}.`,
      'Name a folder inside the template.',
    );
  }
  if (await isTemplate(inner)) return inner;
  throw missing(`${named} (${directory})`);
}

function missing(named: string): Failure {
  return new Failure(
    'template-missing',
    `There is no template "${named}": no bundled one has that name, and nothing there holds a cookiecutter.json.`,
    'Give the name of a bundled template, such as "model", a folder, a git URL or a zip file.',
  );
}
