import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { Cancelled, Failure } from '../../../contract/failure';
import type { Engine } from '../../docker/connectEngine';
import { engineFailure, isNotFound, statusOf, wordsOf } from '../../docker/engineFailure';
import { forwardPort, portBusy, type Forward } from '../../docker/sshForward';
import { tarArchive } from '../../docker/tar';
import { thisOwner } from '../../processes/owner';
import type { Scorer, ScorerEvents, ServedModel } from '../scorer';
import { startWithin } from '../startWithin';
import { artefactFiles, folderStamps, readFiles, type ArtefactFiles } from './artefactFiles';
import { forwardEnded, notPublished, outOfReach, portElsewhere } from './containerFailure';
import { endFailure, followContainer, type ContainerEnd } from './containerEnd';
import { ARTEFACT_FOLDER, createOptions, INNER_PORT_KEY, type ContainerLimits } from './createOptions';
import { followArtefact } from './followArtefact';
import { refusalIn } from './followLog';
import { scorerLabels } from './labels';
import { CONTAINER_PREFIX, ownContainers } from './orphans';
import { readiness } from './readiness';
import { removeContainer, removeWhenBack } from './removeContainer';

export interface ScorerContainerOptions {
  engine: Engine;
  /** Makes sure that the engine has the scorer's image and gives its name; asked again where it went meanwhile. */
  image: () => Promise<string>;
  /** The project's folder. */
  project: string;
  /** The folder that holds model.json. */
  artefact: string;
  /** The port of 127.0.0.1 here; 0 takes a free one. */
  port: number;
  limits: ContainerLimits;
  events: ScorerEvents;
  signal: AbortSignal;
}

/**
 * Starts a scorer in a container and waits until its model answers; then keeps its artefact up to date. How long image
 * and artefact take on their way does not count as its start.
 *
 * @throws Failure that names what is wrong and the next step; Cancelled when the signal aborts. Either way neither
 *   container nor volume nor ssh is left, as far as the engine still answers.
 */
export async function startScorerContainer(options: ScorerContainerOptions): Promise<Scorer> {
  const run = new ContainerRun(options);
  try {
    return await run.start();
  } catch (error) {
    await run.clean();
    throw options.signal.aborted ? new Cancelled() : error;
  }
}

/** How long it is worth looking whether a changed artefact is served, in milliseconds; its refusal is in the log. */
const SWAP_PATIENCE = 60_000;
/** How long the last lines of a log may take after the container ended, in milliseconds. */
const LOG_PATIENCE = 1000;

/** How long a scorer that listens in its container may be out of reach here, in milliseconds. */
const REACH_PATIENCE = 10_000;
/** How long the engine may take to stop a container, in milliseconds, ten seconds of which are the scorer's. */
const STOP_PATIENCE = 15_000;

class ContainerRun {
  private readonly name = `${CONTAINER_PREFIX}${randomBytes(6).toString('hex')}`;
  private readonly docker: Docker;
  private readonly container: Docker.Container;
  /** Aborts what follows the container: its log, its artefact, questions for readiness. */
  private readonly over = new AbortController();
  private forward: Forward | undefined;
  private volume: string | undefined;
  private refusal: Failure | undefined;
  /** When it said that it listens; never so far. */
  private listensSince = Number.POSITIVE_INFINITY;
  private isServing = false;
  private isStopping = false;
  private lastLine: Promise<unknown> | undefined;
  /** The digest of the model that answers. */
  private served = '';
  private swaps = 0;

  constructor(private readonly options: ScorerContainerOptions) {
    this.docker = options.engine.docker;
    this.container = this.docker.getContainer(this.name);
  }

  async start(): Promise<Scorer> {
    const { engine, artefact, events, signal } = this.options;
    if (engine.reach === 'elsewhere') throw outOfReach(engine);
    const stamps = await folderStamps(artefact);
    const files = await artefactFiles(artefact);
    await this.create();
    events.onProgress('Copying the artefact into the container');
    await this.copy(files);
    events.onProgress('Starting the container');
    await this.begin();
    const hear = (line: string): void => this.hear(line);
    const ended = followContainer(this.docker, this.container, hear, this.over.signal);
    this.lastLine = ended;
    const early = ended.then((end) => {
      throw this.refusal ?? endFailure(end, engine, this.options.limits.memory);
    });
    early.catch(() => undefined);
    const port = await Promise.race([this.reach(), early]);
    const url = `http://127.0.0.1:${port}`;
    const model = await startWithin(
      Promise.race([this.untilServed(url, port), early, this.forwardLost()]),
      signal,
    );
    this.isServing = true;
    this.served = model.digest;
    const unfollow = followArtefact({
      folder: artefact,
      stamps,
      copy: (changed) => this.swap(changed, url),
      onRefused: events.onRefused,
    });
    this.over.signal.addEventListener('abort', unfollow);
    return {
      url,
      port,
      model,
      engine: { name: engine.name, host: engine.host, reason: engine.reason },
      ended: this.unexpectedEnd(ended),
      stop: () => this.stop(),
    };
  }

  /** Removes all that there is. An engine that is gone is asked again for a while. */
  async clean(): Promise<void> {
    const { docker, name, volume } = this;
    this.over.abort();
    this.forward?.stop();
    try {
      await removeContainer(docker, name, volume);
      ownContainers.remove(name);
      this.options.engine.close();
    } catch {
      ownContainers.remove(name);
      void removeWhenBack(docker, name, volume).finally(() => this.options.engine.close());
    }
  }

  /** SIGTERM, upon which the scorer answers what it has begun; SIGKILL after ten seconds. */
  private async stop(): Promise<void> {
    this.isStopping = true;
    // 304 says that it has ended already; whatever else it says, it is removed by force.
    const stopped = this.container.stop({ t: 10 }).catch(() => undefined);
    await Promise.race([stopped, pause(STOP_PATIENCE)]);
    await Promise.race([this.lastLine, pause(LOG_PATIENCE)]);
    await this.clean();
  }

  private async create(): Promise<void> {
    const { engine, image, project, port, limits, signal } = this.options;
    const labels = scorerLabels(project, thisOwner(), new Date());
    // Behind ssh the port that a person chose is the one on this side.
    const published = engine.reach === 'here' ? port : 0;
    ownContainers.add(this.name);
    for (let attempt = 1; ; attempt += 1) {
      const tag = await image();
      if (signal.aborted) throw new Cancelled();
      try {
        await this.docker.createContainer(
          createOptions({ image: tag, name: this.name, labels, port: published, limits }),
        );
        return;
      } catch (error) {
        // The image was removed meanwhile: it is made again, once.
        if (isNotFound(error) && attempt === 1) continue;
        throw engineFailure(error, engine, "create the scorer's container");
      }
    }
  }

  private async copy(files: ArtefactFiles): Promise<void> {
    const archive = Readable.from(tarArchive(readFiles(files)));
    let broken: unknown;
    archive.once('error', (error) => (broken = error));
    try {
      await this.container.putArchive(archive, { path: ARTEFACT_FOLDER, abortSignal: this.options.signal });
    } catch (error) {
      throw broken instanceof Failure
        ? broken
        : engineFailure(error, this.options.engine, 'take the artefact');
    }
  }

  private async begin(): Promise<void> {
    const { engine, port } = this.options;
    try {
      await this.container.start();
    } catch (error) {
      const isPort = /port is already allocated|address already in use|ports are not available/i.test(
        wordsOf(error),
      );
      if (isPort && statusOf(error) !== undefined) throw portBusy(port, error);
      throw engineFailure(error, engine, "start the scorer's container");
    }
  }

  private hear(line: string): void {
    this.options.events.onLog(line);
    if (line.includes('"message":"Listening"')) this.listensSince = Date.now();
    const refusal = refusalIn(line);
    if (!refusal) return;
    this.refusal = refusal;
    if (this.isServing) this.options.events.onRefused(refusal);
  }

  /** Gives the port of 127.0.0.1 here that leads to the container. */
  private async reach(): Promise<number> {
    const { engine, port, events, signal } = this.options;
    const { NetworkSettings, Mounts, State } = await this.container.inspect();
    // How it ended comes from elsewhere.
    if (!State.Running) return new Promise<never>(() => undefined);
    this.volume = Mounts.find(({ Destination }) => Destination === ARTEFACT_FOLDER)?.Name;
    const published = Number(NetworkSettings.Ports[INNER_PORT_KEY]?.[0]?.HostPort);
    if (!(published > 0)) throw notPublished(engine);
    if (engine.reach === 'here' || engine.reach === 'elsewhere') return published;
    events.onProgress(`Forwarding its port from ${engine.reach.host} by ssh`);
    this.forward = await forwardPort(engine.reach, published, port, signal);
    return this.forward.port;
  }

  private async untilServed(url: string, port: number): Promise<ServedModel> {
    let hasAnswered = false;
    for (;;) {
      const answer = await readiness(url, this.over.signal);
      hasAnswered ||= answer !== undefined;
      const { status, model, reason } = answer ?? {};
      if (model && status === 'ready') return model;
      if (!hasAnswered && Date.now() > this.listensSince + REACH_PATIENCE) {
        throw portElsewhere(this.options.engine, port);
      }
      if (status === 'failed') throw await this.refused(reason ?? 'The model was refused.');
      if (this.over.signal.aborted) throw new Cancelled();
      await pause(30);
    }
  }

  /** The refusal that the log tells in full; it may come a moment after the answer. */
  private async refused(reason: string): Promise<Failure> {
    for (let turn = 0; turn < 20 && !this.refusal; turn += 1) await pause(50);
    return this.refusal ?? new Failure('artefact-refused', reason, 'Read the log of the scorer.');
  }

  private async forwardLost(): Promise<never> {
    const why = await (this.forward?.ended ?? new Promise<never>(() => undefined));
    throw forwardEnded(why);
  }

  /** Copies a changed artefact in; the scorer takes it over by itself. */
  private async swap(files: ArtefactFiles, url: string): Promise<void> {
    await this.copy(files);
    this.swaps += 1;
    void this.tellOnceServed(files.digest, url, this.swaps);
  }

  private async tellOnceServed(digest: string, url: string, turn: number): Promise<void> {
    const deadline = Date.now() + SWAP_PATIENCE;
    while (turn === this.swaps && !this.over.signal.aborted && Date.now() < deadline) {
      const model = (await readiness(url, this.over.signal))?.model;
      if (model?.digest === digest) {
        if (this.served !== digest) this.options.events.onModel(model);
        this.served = digest;
        return;
      }
      await pause(100);
    }
  }

  /** How it ended that nobody had stopped, once everything of it is removed. */
  private async unexpectedEnd(ended: Promise<ContainerEnd>): Promise<Failure> {
    const { engine, limits } = this.options;
    const failure = await Promise.race([
      ended.then((end) => endFailure(end, engine, limits.memory)),
      this.forwardLost().catch((error: unknown) => error as Failure),
    ]);
    if (!this.isStopping) await this.clean();
    return failure;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
