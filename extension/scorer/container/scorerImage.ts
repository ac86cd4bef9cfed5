import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from '../../../contract/build';
import { Failure, reason } from '../../../contract/failure';
import manifest from '../../../package.json';
import { buildImage } from '../../docker/buildImage';
import type { BuildEvent } from '../../docker/buildEvents';
import { proxyArgs, type BuildProxy } from '../../docker/buildProxy';
import type { Engine } from '../../docker/connectEngine';
import { isNotFound } from '../../docker/engineFailure';
import type { TarFile } from '../../docker/tar';
import { wayToNetwork, type Network } from '../../network/network';

/** Says of an image what it is: the scorer's own, or a model's. Containers inherit it. */
export const IMAGE_LABEL = 'bellhop.image';

/**
 * How the scorer's image is built; what is absent or empty is as the Dockerfile says, proxy and certificates as the way to
 * the network does.
 */
export interface ImageSettings extends BuildProxy {
  /** The base image: Debian, or what is like it, with Node 24 and npm. */
  base?: string;
  /** The registry that npm asks, a URL. */
  registry?: string;
  /** A file with more certificates to trust while building, in PEM. */
  caFile?: string;
}

export interface ScorerImageOptions {
  /** Bellhop's own root: holds `dist/scorer.js` and `local-server/Dockerfile`. */
  root: string;
  settings: ImageSettings;
  onEvent: (event: BuildEvent) => void;
  signal?: AbortSignal;
}

/** What an image is built from. */
interface Recipe {
  tag: string;
  files: TarFile[];
  buildArgs: Record<string, string>;
}

/**
 * Sees to it that the engine holds the scorer's image: found by its tag, which names what is in it, else built.
 *
 * @returns its tag, `bellhop/scorer:<16 hex>`.
 * @throws Failure `scorer-missing` or `ca-file-unreadable`, and those of `buildImage`; Cancelled.
 */
export async function ensureScorerImage(
  engine: Engine,
  { root, settings, onEvent, signal }: ScorerImageOptions,
): Promise<string> {
  const { tag } = await scorerRecipe(root, settings);
  if (await hasImage(engine, tag)) return tag;
  const { files, buildArgs } = await scorerRecipe(root, settings, await wayToNetwork());
  await buildImage(engine, {
    tag,
    files: inOrder(files),
    buildArgs,
    labels: { [IMAGE_LABEL]: 'scorer' },
    ...(settings.base && { base: settings.base }),
    onEvent,
    ...(signal && { signal }),
  });
  return tag;
}

/**
 * What the scorer's image is built from. The tag is a digest of what ends up in it: the Dockerfile, the bundle, the base
 * image, the runtime's version and where that comes from; not of the proxy and certificates on the way.
 *
 * @param network what the settings leave open of the way.
 */
export async function scorerRecipe(
  root: string,
  settings: ImageSettings,
  network: Pick<Network, 'proxies' | 'noProxy' | 'ca'> = { proxies: {}, noProxy: [] },
): Promise<Recipe> {
  const dockerfile = await readOwn(path.join(root, 'local-server', 'Dockerfile'));
  const scorer = await readOwn(path.join(root, 'dist', 'scorer.js'));
  const content = {
    ONNXRUNTIME: manifest.dependencies['onnxruntime-node'],
    ...(settings.base && { BASE: settings.base }),
    ...(settings.registry && { REGISTRY: settings.registry }),
  };
  const certificates = settings.caFile
    ? await readCertificates(settings.caFile)
    : Buffer.from(network.ca ?? '');
  const hash = createHash('sha256');
  for (const part of [dockerfile, scorer, Buffer.from(JSON.stringify(content))]) {
    hash.update(createHash('sha256').update(part).digest());
  }
  return {
    tag: `bellhop/scorer:${hash.digest('hex').slice(0, 16)}`,
    files: [
      { name: 'Dockerfile', bytes: dockerfile },
      { name: 'scorer.js', bytes: scorer },
      { name: 'ca.pem', bytes: certificates },
    ],
    buildArgs: {
      ...content,
      VERSION: build.version,
      COMMIT: build.commit ?? '',
      ...proxyArgs(settings, network),
    },
  };
}

/** Files of a context that are in memory. */
export async function* inOrder(files: readonly TarFile[]): AsyncGenerator<TarFile> {
  // An archive is written from files that come one by one, since a model may be large.
  yield* await Promise.resolve(files);
}

async function hasImage({ docker }: Engine, tag: string): Promise<boolean> {
  try {
    await docker.getImage(tag).inspect();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function readOwn(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new Failure(
      'scorer-missing',
      `A file of Bellhop itself cannot be read: ${reason(cause)}.`,
      'Install Bellhop again, or build it (npm run build).',
      { cause },
    );
  });
}

async function readCertificates(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new Failure(
      'ca-file-unreadable',
      `The CA file ${file} cannot be read: ${reason(cause)}.`,
      'Name a file that holds the certificates of your network in PEM.',
      { cause },
    );
  });
}
