import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { buildImage, type BuiltImage } from '../../docker/buildImage';
import type { TarFile } from '../../docker/tar';
import type { Engine } from '../../docker/connectEngine';
import { openArtefact, type ModelProject } from '../../projects/project';
import { artefactFiles, readFiles, type ArtefactFiles } from './artefactFiles';
import { readImageName } from './imageName';
import { ensureScorerImage, IMAGE_LABEL, type ScorerImageOptions } from './scorerImage';

export interface ModelImage extends BuiltImage {
  /** `NAME:TAG` */
  image: string;
  model: { name: string; version: string; digest: string };
}

/**
 * Builds an image that serves the model of a project: the scorer's image and, in it, model.json and the files that it
 * names, each compared with the digest that model.json holds of it.
 *
 * @param name `NAME` or `NAME:TAG`; the model's version is the tag where there is none.
 * @throws Failure `wrong-use`, `artefact-missing`, `digest-mismatch`, those of `artefactFiles` and of
 *   `ensureScorerImage`; Cancelled.
 */
export async function buildModelImage(
  project: ModelProject,
  name: string,
  findEngine: () => Promise<Engine>,
  options: ScorerImageOptions,
): Promise<ModelImage> {
  const artefact = await openArtefact(project);
  const image = readImageName(name, artefact.version);
  const files = await artefactFiles(project.artefact);
  // Before the scorer's image is built, which takes longer.
  await checkAll(checked(files, artefact.files));
  const dockerfile = await readFile(path.join(options.root, 'local-server', 'model.Dockerfile'));
  const engine = await findEngine();
  const scorer = await ensureScorerImage(engine, options);
  const { onEvent, signal } = options;
  const { id, size } = await buildImage(engine, {
    tag: image,
    files: context(dockerfile, checked(files, artefact.files)),
    buildArgs: { SCORER: scorer },
    labels: {
      [IMAGE_LABEL]: 'model',
      'org.opencontainers.image.title': artefact.name,
      'org.opencontainers.image.description': `Scores ${artefact.name} over HTTP`,
      'org.opencontainers.image.version': artefact.version,
      'bellhop.model.digest': files.digest,
    },
    onEvent,
    ...(signal && { signal }),
  });
  return { image, id, size, model: { name: artefact.name, version: artefact.version, digest: files.digest } };
}

async function* context(dockerfile: Buffer, files: AsyncIterable<TarFile>): AsyncGenerator<TarFile> {
  yield { name: 'Dockerfile', bytes: dockerfile };
  for await (const { name, bytes } of files) yield { name: `artefact/${name}`, bytes };
}

async function checkAll(files: AsyncGenerator<TarFile>): Promise<void> {
  while ((await files.next()).done !== true);
}

/** The files of an artefact, each as model.json describes it. */
async function* checked(
  files: ArtefactFiles,
  digests: Readonly<Record<string, string>>,
): AsyncGenerator<TarFile> {
  for await (const file of readFiles(files)) {
    const expected = digests[file.name];
    if (expected !== undefined && createHash('sha256').update(file.bytes).digest('hex') !== expected) {
      throw new Failure(
        'digest-mismatch',
        `${file.name} is not the file that model.json describes: it is cut off, or changed after training.`,
        'Train the model again, or restore both files from git.',
      );
    }
    yield file;
  }
}
