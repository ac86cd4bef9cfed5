import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { Cancelled, Failure } from '../../contract/failure';
import type { Engine } from '../docker/connectEngine';
import { engineFailure } from '../docker/engineFailure';
import { findEngine } from '../docker/findEngine';
import { forwardPort, type Forward } from '../docker/sshForward';
import { thisOwner } from '../processes/owner';
import { endFailure, followContainer } from '../scorer/container/containerEnd';
import { notPublished, outOfReach } from '../scorer/container/containerFailure';
import type { ContainerLimits } from '../scorer/container/createOptions';
import { scorerLabels } from '../scorer/container/labels';
import { CONTAINER_PREFIX, ownContainers } from '../scorer/container/orphans';
import { removeContainer, removeWhenBack } from '../scorer/container/removeContainer';
import type { Scorer } from '../scorer/scorer';
import { startWithin } from '../scorer/startWithin';
import type { PrepareOptions } from './apiEnvironment';
import { buildApiImage } from './apiImage';
import { modelAt } from './apiProcess';
import type { ApiProject } from './apiProject';

/** The port of the template's image. */
const INNER_PORT = '8000/tcp';
/** How long the engine may take to stop a container, in milliseconds. */
const STOP_PATIENCE = 15_000;

export interface ApiContainerOptions extends Pick<PrepareOptions, 'hints' | 'findLogin'> {
  project: ApiProject;
  /** The address of the engine; empty where nothing is chosen. */
  host: string;
  limits: ContainerLimits;
  /** 0 takes a free one. */
  port: number;
  onLog: (line: string) => void;
  onProgress: (words: string) => void;
  signal: AbortSignal;
}

/**
 * Builds the image of an API project, runs it on the local engine and waits until its model is ready. Its container is
 * labelled as a scorer's is, so that one that is left behind is found as those are.
 *
 * @throws Failure of `findEngine`, `buildApiImage`, the engine, `model-refused`; Cancelled. No container is left then.
 */
export async function runInContainer(options: ApiContainerOptions): Promise<Scorer> {
  const { host, onLog, onProgress, signal } = options;
  onProgress('Looking for a Docker engine');
  const engine = await findEngine({ setting: host, signal });
  onProgress(`${engine.name} at ${engine.host}`);
  const run = new ApiContainer(engine, options);
  try {
    if (engine.reach === 'elsewhere') throw outOfReach(engine);
    const report = { onStep: onProgress, onOutput: (text: string) => onLog(text.trimEnd()) };
    const image = await buildApiImage(engine, options.project, { ...options, report });
    onProgress('Starting the container');
    return await run.start(image);
  } catch (error) {
    await run.clean();
    throw signal.aborted ? new Cancelled() : error;
  }
}

class ApiContainer {
  private readonly name = `${CONTAINER_PREFIX}api-${randomBytes(6).toString('hex')}`;
  private readonly container: Docker.Container;
  private readonly over = new AbortController();
  private forward: Forward | undefined;
  private isStopping = false;

  constructor(
    private readonly engine: Engine,
    private readonly options: ApiContainerOptions,
  ) {
    this.container = engine.docker.getContainer(this.name);
  }

  async start(image: string): Promise<Scorer> {
    const { engine, options } = this;
    ownContainers.add(this.name);
    try {
      await engine.docker.createContainer(this.createOptions(image));
      await this.container.start();
    } catch (error) {
      throw engineFailure(error, engine, "start the API's container");
    }
    const followed = followContainer(engine.docker, this.container, options.onLog, this.over.signal);
    const ended = followed.then(async (end) => {
      if (!this.isStopping) await this.clean();
      const { code, message } = endFailure(end, engine, options.limits.memory);
      return new Failure(
        code === 'scorer-ended' ? 'api-ended' : code,
        message.replace("The scorer's container", "The API's container"),
        'Read its log and start it again.',
      );
    });
    const early = ended.then((failure) => Promise.reject(failure));
    early.catch(() => undefined);
    const port = await Promise.race([this.reach(), early]);
    const url = `http://127.0.0.1:${port}`;
    const serves = Promise.race([modelAt(url, this.over.signal), early]);
    const model = await startWithin(serves, options.signal);
    const { name, host, reason } = engine;
    return { url, port, model, engine: { name, host, reason }, ended, stop: () => this.stop() };
  }

  /** Removes the container. An engine that is gone is asked again for a while. */
  async clean(): Promise<void> {
    const { docker, close } = this.engine;
    this.over.abort();
    this.forward?.stop();
    try {
      await removeContainer(docker, this.name, undefined);
      close();
    } catch {
      void removeWhenBack(docker, this.name, undefined).finally(close);
    }
    ownContainers.remove(this.name);
  }

  private async stop(): Promise<void> {
    this.isStopping = true;
    const stopped = this.container.stop({ t: 10 }).catch(() => undefined);
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE))]);
    await this.clean();
  }

  /** A read-only root, no capabilities, published on 127.0.0.1 only, limited, as a scorer's container is. */
  private createOptions(image: string): Docker.ContainerCreateOptions {
    const { project, limits, port } = this.options;
    const memory = limits.memory * 1024 * 1024;
    const published = this.engine.reach === 'here' && port !== 0 ? String(port) : '';
    return {
      name: this.name,
      Image: image,
      Env: ['DRAIN_SECONDS=0'],
      Labels: scorerLabels(project.folder, thisOwner(), new Date()),
      ExposedPorts: { [INNER_PORT]: {} },
      HostConfig: {
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': '' },
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        PidsLimit: 256,
        ...(memory > 0 && { Memory: memory, MemorySwap: memory }),
        ...(limits.cpus > 0 && { NanoCpus: Math.round(limits.cpus * 1e9) }),
        PortBindings: { [INNER_PORT]: [{ HostIp: '127.0.0.1', HostPort: published }] },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
      },
    };
  }

  /** Gives the port of 127.0.0.1 here that leads to the container. */
  private async reach(): Promise<number> {
    const { engine } = this;
    const { onProgress, port, signal } = this.options;
    const { NetworkSettings, State } = await this.container.inspect();
    // How it ended comes from elsewhere.
    if (!State.Running) return new Promise<never>(() => undefined);
    const published = Number(NetworkSettings.Ports[INNER_PORT]?.[0]?.HostPort);
    if (!(published > 0)) throw notPublished(engine);
    if (engine.reach === 'here' || engine.reach === 'elsewhere') return published;
    onProgress(`Forwarding its port from ${engine.reach.host} by ssh`);
    this.forward = await forwardPort(engine.reach, published, port, signal);
    return this.forward.port;
  }
}
