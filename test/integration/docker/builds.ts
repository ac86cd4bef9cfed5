import { randomUUID } from 'node:crypto';
import type { BuildEvent } from '../../../extension/docker/buildEvents';
import { buildImage, type BuiltImage, type ImageBuild } from '../../../extension/docker/buildImage';
import type { Engine } from '../../../extension/docker/connectEngine';
import { findEngine, thisMachine } from '../../../extension/docker/findEngine';
import { inOrder } from '../../../extension/scorer/container/scorerImage';
import { BASE_IMAGE } from '../../../scripts/docker/baseImage';
import { testEngine } from '../../../scripts/docker/testEngine';

/** The tests' engine, as Bellhop finds it. The caller closes it. */
export async function connectTestEngine(): Promise<Engine> {
  const { host } = await testEngine();
  return findEngine({ setting: host, places: { ...thisMachine(), env: {} } });
}

/** One build of the tests, of whose images and containers every one can be found. */
export class TestBuild {
  readonly events: BuildEvent[] = [];
  private readonly label = `bellhop.test=${randomUUID()}`;

  constructor(
    private readonly engine: Engine,
    private readonly tag = `bellhop-test/${randomUUID()}:1`,
  ) {}

  /** Builds from the instructions that follow FROM and a label. */
  run(
    instructions: readonly string[],
    { base = BASE_IMAGE, ...options }: Partial<ImageBuild> = {},
  ): Promise<BuiltImage> {
    const dockerfile = [`FROM ${base}`, `LABEL ${this.label}`, ...instructions].join('\n');
    return buildImage(this.engine, {
      tag: this.tag,
      base,
      files: inOrder([{ name: 'Dockerfile', bytes: Buffer.from(dockerfile) }]),
      buildArgs: {},
      labels: {},
      ...options,
      onEvent: (event) => {
        this.events.push(event);
        options.onEvent?.(event);
      },
    });
  }

  /** The ids of all its images, those of single steps too, and of its containers, running or not. */
  async leftOvers(): Promise<string[]> {
    const filters = JSON.stringify({ label: [this.label] });
    const containers = await this.engine.docker.listContainers({ all: true, filters });
    const images = await this.engine.docker.listImages({ all: true, filters });
    return [...containers, ...images].map(({ Id }) => Id);
  }

  async remove(): Promise<void> {
    await this.engine.docker.getImage(this.tag).remove({ force: true });
  }
}
