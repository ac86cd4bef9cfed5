import type { CommandContext } from '../../commandLine/terminal';
import { buildWords } from '../../docker/buildWords';
import type { Engine } from '../../docker/connectEngine';
import { findEngine } from '../../docker/findEngine';
import { openProject, requireModel } from '../../projects/project';
import { imageSettings, type ImageOptions } from './imageOptions.cli';
import { buildModelImage } from './modelImage';

export interface ImageCommandOptions extends ImageOptions {
  tag: string;
}

/**
 * `bellhop image [FOLDER] --tag NAME[:TAG]`: builds an image that serves the project's model, and gives `{"image", "id",
 * "size", "model"}`, the size in bytes.
 */
export async function imageCommand(
  { terminal, signal, root }: CommandContext,
  folder: string,
  options: ImageCommandOptions,
): Promise<void> {
  const project = requireModel(await openProject(folder));
  let engine: Engine | undefined;
  const connect = async (): Promise<Engine> => {
    engine = await findEngine({ setting: '', signal });
    terminal.progress(`${engine.name} at ${engine.host} (${engine.reason})`);
    return engine;
  };
  try {
    const { image, id, size, model } = await buildModelImage(project, options.tag, connect, {
      root,
      settings: imageSettings(options),
      onEvent: buildWords({
        onProgress: (words) => terminal.progress(words),
        onOutput: (line) => terminal.output(`${line}\n`),
      }),
      signal,
    });
    terminal.result(
      { image, id, size, model },
      `${image} serves ${model.name} ${model.version} (${id.slice(0, 19)}, ${(size / 1e6).toFixed(0)} MB)`,
    );
  } finally {
    engine?.close();
  }
}
