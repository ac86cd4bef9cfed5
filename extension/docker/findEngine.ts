import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { connectEngine, NOT_THERE, type Engine } from './connectEngine';
import type { Places } from './dockerContexts';
import { engineCandidates, type EngineCandidate } from './engineCandidates';

export interface FindEngineOptions {
  /** The value of the setting that names an engine; empty where it chooses nothing. */
  setting: string;
  /** What is read of the machine; this machine where absent. */
  places?: Places;
  signal?: AbortSignal;
}

/**
 * Finds the Docker engine to use and asks whether it answers. One that a person chose by the setting, `DOCKER_HOST` or
 * `DOCKER_CONTEXT` is the only one tried; of the others the first that answers is taken.
 *
 * @throws Failure `engine-missing` that says what was tried, `engine-address` or `engine-context`; Cancelled when the
 *   signal aborts.
 */
export async function findEngine({
  setting,
  places = thisMachine(),
  signal,
}: FindEngineOptions): Promise<Engine> {
  const { candidates, isChosen } = await engineCandidates(setting, places);
  const tried: { candidate: EngineCandidate; why: string }[] = [];
  for (const candidate of candidates) {
    try {
      return await connectEngine(candidate, signal);
    } catch (error) {
      if (signal?.aborted) throw new Cancelled();
      if (error instanceof Failure && isChosen) throw error;
      tried.push({ candidate, why: reason(error) });
    }
  }
  const [first] = tried;
  if (isChosen && first) throw silent(first.candidate, first.why);
  const there = tried
    .filter(({ why }) => why !== NOT_THERE)
    .map(({ candidate, why }) => `${candidate.host} (${why})`);
  const absent = tried.filter(({ why }) => why === NOT_THERE).map(({ candidate }) => candidate.host);
  const parts = [...there, ...(absent.length > 0 ? [`no socket at ${absent.join(', ')}`] : [])];
  throw missing(`No Docker engine answers. Tried: ${parts.join('; ')}.`);
}

function silent({ host, reason: why }: EngineCandidate, because: string): Failure {
  return missing(`The Docker engine at ${host}, chosen by ${why}, does not answer: ${because}.`);
}

function missing(message: string): Failure {
  return new Failure(
    'engine-missing',
    message,
    'Start Docker, or name an engine in the setting bellhop.docker.host; the embedded scorer needs none.',
  );
}

/** What is read of this machine. */
export function thisMachine(): Places {
  return {
    env: process.env,
    home: os.homedir(),
    platform: process.platform,
    uid: process.getuid?.(),
    readText: (file) => readFile(file, 'utf8').catch(() => undefined),
    list: (folder) => readdir(folder).catch(() => []),
  };
}
