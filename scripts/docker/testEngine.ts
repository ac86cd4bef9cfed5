import Docker from 'dockerode';

import { ensureBaseImage } from './baseImage';
import { ownHost, startDockerd } from './dockerd';
import { engineAnswers, socketClient } from './engineAnswers';

/** A Docker engine to test with. */
export interface TestEngine {
  readonly docker: Docker;
  /** For DOCKER_HOST: `unix:///path/to/socket`, or what DOCKER_HOST already says. */
  readonly host: string;
  /** Whether it is the tests' own, started for them; a person's engine is left as it was. */
  readonly own: boolean;
}

let engine: Promise<TestEngine> | undefined;

/**
 * A real Docker engine that holds the image `node:24-bookworm-slim`: the one that answers at DOCKER_HOST or at the usual
 * socket, else one of the tests' own, which ends when this process does. The first call on a machine takes about two
 * minutes, every other a second or two. Tests remove what they make.
 *
 * @throws Failure where there is no engine and none can be started: a test without its engine fails.
 */
export function testEngine(report: (line: string) => void = console.log): Promise<TestEngine> {
  engine ??= prepare(report);
  return engine;
}

async function prepare(report: (line: string) => void): Promise<TestEngine> {
  const engine = await connect(report);
  await ensureBaseImage(engine, report);
  return engine;
}

async function connect(report: (line: string) => void): Promise<TestEngine> {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  if (host !== ownHost && (await engineAnswers())) return { docker: new Docker(), host, own: false };
  await startDockerd(report);
  return { docker: socketClient(ownHost), host: ownHost, own: true };
}
