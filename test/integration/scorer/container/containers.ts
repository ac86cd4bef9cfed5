import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type Docker from 'dockerode';
import type { Failure } from '../../../../contract/failure';
import { findEngine, thisMachine } from '../../../../extension/docker/findEngine';
import { deferred } from '../../../../extension/processes/deferred';
import { temporaryFolder } from '../../../../extension/files/temporaryFolder';
import { SCORER_FILTER } from '../../../../extension/scorer/container/labels';
import {
  startScorerContainer,
  type ScorerContainerOptions,
} from '../../../../extension/scorer/container/scorerContainer';
import type { Scorer, ServedModel } from '../../../../extension/scorer/scorer';
import { testEngine } from '../../../../scripts/docker/testEngine';
import { testImage } from './testImage';

/** A scorer's container of the tests, with what it said. */
export interface Started {
  scorer: Scorer;
  models: ServedModel[];
  refused: Failure[];
  log: string[];
  progress: string[];
}

type Options = Partial<Omit<ScorerContainerOptions, 'engine' | 'events'>> & {
  artefact: string;
  /** The engine's address; the tests' own where absent. */
  host?: string;
  env?: Record<string, string>;
  onProgress?: (message: string) => void;
};

const started: Scorer[] = [];

/** Starts a scorer in a container on the tests' engine. */
export async function startContainer({ host, env, onProgress, ...options }: Options): Promise<Started> {
  const said: Omit<Started, 'scorer'> = { models: [], refused: [], log: [], progress: [] };
  const setting = host ?? (await testEngine()).host;
  const engine = await findEngine({ setting, places: { ...thisMachine(), env: env ?? {} } });
  const scorer = await startScorerContainer({
    engine,
    image: testImage,
    project: '/projects/motor',
    port: 0,
    limits: { memory: 512, cpus: 1 },
    signal: new AbortController().signal,
    events: {
      onLog: (line) => said.log.push(line),
      onModel: (model) => said.models.push(model),
      onRefused: (failure) => said.refused.push(failure),
      onProgress: (message) => {
        said.progress.push(message);
        onProgress?.(message);
      },
    },
    ...options,
  });
  started.push(scorer);
  return { scorer, ...said };
}

/** Stops what `startContainer` started; for `afterEach`. */
export async function stopContainers(): Promise<void> {
  await Promise.all(started.splice(0).map((scorer) => scorer.stop()));
}

/** The only scorer's container on the engine for a project. */
export async function onlyContainer(project = '/projects/motor'): Promise<Docker.Container> {
  const { docker } = await testEngine();
  const [found, ...more] = await containersOf(project);
  assert.ok(found && more.length === 0, `${more.length + (found ? 1 : 0)} containers of ${project}`);
  return docker.getContainer(found);
}

/** The containers on the engine for a project, by name. */
export async function containersOf(project = '/projects/motor'): Promise<string[]> {
  const { docker } = await testEngine();
  const filters = { label: [...SCORER_FILTER.label, `bellhop.project=${project}`] };
  return (await docker.listContainers({ all: true, filters })).map(({ Names }) => Names[0]?.slice(1) ?? '');
}

/** The volumes on the engine for a project, by name. */
export async function volumesOf(project = '/projects/motor'): Promise<string[]> {
  const { docker } = await testEngine();
  const filters = { label: [...SCORER_FILTER.label, `bellhop.project=${project}`] };
  return (await docker.listVolumes({ filters })).Volumes.map(({ Name }) => Name);
}

/** Asserts that neither a container nor a volume is left for a project. */
export async function nothingLeft(project = '/projects/motor'): Promise<void> {
  assert.deepEqual([await containersOf(project), await volumesOf(project)], [[], []]);
}

/** A way to the tests' engine that can be cut, as an engine that stops is cut off, and restored. */
export interface EngineGate {
  host: string;
  /** Lets no new connection through until what it gives is called: the engine is slow to answer. */
  hold: () => () => void;
  cut: () => Promise<void>;
  restore: () => Promise<void>;
  close: () => Promise<void>;
}

export async function engineGate(): Promise<EngineGate> {
  const { host } = await testEngine();
  const { folder, close } = await temporaryFolder('gate');
  const socket = path.join(folder, 'docker.sock');
  const open = new Set<Socket>();
  let held = Promise.resolve();
  const hold = (): (() => void) => {
    const { promise, resolve } = deferred<undefined>();
    held = promise;
    return () => resolve(undefined);
  };
  const connectThrough = (here: Socket): void => {
    const there = connect({ path: host.replace('unix://', ''), allowHalfOpen: true });
    for (const one of [here, there]) {
      open.add(one);
      one.on('error', () => undefined).on('close', () => open.delete(one));
    }
    here.pipe(there).pipe(here);
  };
  const server = createServer({ allowHalfOpen: true }, (here) => {
    void held.then(() => connectThrough(here));
  });
  const restore = () => new Promise<void>((resolve) => server.listen(socket, resolve));
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const one of open) one.destroy();
    await closed;
    await rm(socket, { force: true });
  };
  await restore();
  return {
    host: `unix://${socket}`,
    hold,
    cut,
    restore,
    close: async () => {
      if (server.listening) await cut();
      await close();
    },
  };
}
