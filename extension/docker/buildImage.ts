import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { RegistryConfig } from 'dockerode';
import { Cancelled, Failure } from '../../contract/failure';
import { isFrom, readBuildMessage, type BuildEvent, type BuildNote } from './buildEvents';
import { buildFailure } from './buildFailure';
import { removeLeavings, type Leavings } from './buildLeavings';
import type { Engine } from './connectEngine';
import { engineGone, statusOf, wordsOf } from './engineFailure';
import { registryLogin, type RegistryLogins } from './registryLogin';
import { tarArchive, type TarFile } from './tar';

export interface ImageBuild {
  /** `NAME:TAG` that the image gets. */
  tag: string;
  /** The context; among them the Dockerfile, named `Dockerfile`. */
  files: AsyncIterable<TarFile>;
  buildArgs: Readonly<Record<string, string>>;
  /** Labels beside those of the Dockerfile. */
  labels: Readonly<Record<string, string>>;
  /** The base image, whose registry may want a login; undefined where it is on the engine already. */
  base?: string;
  onEvent: (event: BuildEvent) => void;
  signal?: AbortSignal;
}

export interface BuiltImage {
  /** `sha256:` and 64 hex digits. */
  id: string;
  /** In bytes. */
  size: number;
}

/** How long an engine may take to end a build, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Builds an image with the engine's own (classic) builder: `POST /build` of its API. A build that fails or is cancelled
 * leaves no container and no image behind; a base image that it pulled stays.
 *
 * @throws Failure that names the step, its last lines and what to do, or `engine-gone`; Cancelled when the signal aborts.
 */
export async function buildImage(engine: Engine, build: ImageBuild): Promise<BuiltImage> {
  const { signal } = build;
  if (signal?.aborted) throw new Cancelled();
  const log = new BuildLog(build);
  try {
    await follow(await ask(engine, build), log, signal);
    if (signal?.aborted) throw new Cancelled();
    const { Id, Size } = await engine.docker.getImage(build.tag).inspect();
    return { id: Id, size: Size };
  } catch (error) {
    await removeLeavings(engine.docker, log.leavings);
    if (signal?.aborted) throw new Cancelled();
    if (error instanceof Failure) throw error;
    if (statusOf(error) === undefined) throw engineGone(engine, error);
    throw log.failure(wordsOf(error));
  }
}

/** Reads the engine's answer to its end, one JSON object a line. The signal ends the build, then the answer. */
async function follow(
  answer: NodeJS.ReadableStream,
  log: BuildLog,
  signal: AbortSignal | undefined,
): Promise<void> {
  // What the types leave out.
  const response = answer as NodeJS.ReadableStream & Pick<IncomingMessage, 'socket' | 'destroy'>;
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    // Nothing is made by a step that only asks a registry, and that may take long.
    if (log.isPulling) return void response.destroy();
    // An engine ends a build whose caller has nothing more to say, and then answers to the end what became of it. With
    // the connection closed it would do the first too, but nobody would know when.
    response.socket.end();
    timer = setTimeout(() => response.destroy(), PATIENCE);
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    let rest = '';
    response.setEncoding('utf8');
    for await (const part of response) {
      const lines = (rest + String(part)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) log.read(line);
    }
    log.read(rest);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Asks for the build; the signal withdraws the question for as long as there is no answer. */
async function ask(
  { docker }: Engine,
  { tag, files, buildArgs, labels, base, signal }: ImageBuild,
): Promise<NodeJS.ReadableStream> {
  const logins = await registryLogin(base, signal);
  const asking = new AbortController();
  const cancel = (): void => asking.abort();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await docker.buildImage(Readable.from(tarArchive(files)), {
      t: tag,
      buildargs: { ...buildArgs },
      labels: { ...labels },
      rm: true,
      forcerm: true,
      abortSignal: asking.signal,
      ...(logins && { registryconfig: urlSafe(logins) }),
    });
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** The engine reads the header as URL-safe base64, with its padding; dockerode would write the other kind. */
function urlSafe(logins: RegistryLogins): RegistryConfig {
  const base64 = Buffer.from(JSON.stringify(logins))
    .toString('base64')
    .replace(/\+/g, '-')
    .replace(/\//g, '_');
  return { base64 } as unknown as RegistryConfig;
}

/** What a build has said so far: where it is, and what it would leave behind. */
class BuildLog {
  readonly leavings: Leavings = { containers: [], images: [] };
  private step: Extract<BuildEvent, { type: 'step' }> | undefined;
  private output: string[] = [];
  private isCached = false;
  private readonly args = new Map<string, string>();

  constructor(private readonly build: ImageBuild) {}

  /** @throws Failure where the line says that the build failed. */
  read(line: string): void {
    if (line.trim() === '') return;
    for (const said of readBuildMessage(JSON.parse(line) as unknown)) this.take(said);
  }

  /** Whether the step that runs takes a base image. */
  get isPulling(): boolean {
    return isFrom(this.step?.instruction ?? '');
  }

  failure(message: string): Failure {
    const { step, output } = this;
    return buildFailure({ tag: this.build.tag, message, output, ...(step && { step }) });
  }

  private take(said: BuildEvent | BuildNote): void {
    switch (said.type) {
      case 'step':
        this.step = { ...said, instruction: this.named(said.instruction) };
        this.output = [];
        this.isCached = false;
        this.build.onEvent(this.step);
        return;
      case 'output':
        this.output.push(said.line);
        this.build.onEvent(said);
        return;
      case 'layer':
        this.build.onEvent(said);
        return;
      case 'cached':
        this.isCached = true;
        return;
      case 'container':
        this.leavings.containers.push(said.id);
        return;
      case 'image':
        if (!this.isCached && !this.isPulling) {
          this.leavings.images.push(said.id);
        }
        return;
      case 'failed':
        throw this.failure(said.message);
    }
  }

  /** The instruction; where it names the base image by an argument, with the argument's value. */
  private named(instruction: string): string {
    const [, name, value] = /^ARG (\w+)=(.*)$/i.exec(instruction) ?? [];
    if (name !== undefined && value !== undefined) this.args.set(name, value);
    if (!isFrom(instruction)) return instruction;
    return instruction.replace(
      /\$\{?(\w+)\}?/g,
      (text, arg: string) => this.build.buildArgs[arg] ?? this.args.get(arg) ?? text,
    );
  }
}
