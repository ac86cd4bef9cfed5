import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { artefactChanges } from '../../contract/artefactChanges';
import type { Artefact } from '../../contract/artefact';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { runSteps } from '../environment/steps';
import { neededFramework } from '../packageIndex/framework';
import type { LockedVersion, ModelPackage } from '../packageIndex/modelPackage';
import { PackageIndex, type DownloadedWheel } from '../packageIndex/packageIndex';
import { normalizedName, type Pin } from '../packageIndex/packageName';
import { isSameVersion, runsOn, type PackageVersion } from '../packageIndex/versions';
import type { ModelDifference } from '../publish/differenceLines';
import { metricDifferences } from '../publish/plan';
import { scoreDifference, scoresAt } from '../publish/scoreDifference';
import { temporaryFolder } from '../files/temporaryFolder';
import type { RequestResult } from '../requests/saved/runRequest';
import {
  installModelStep,
  markModel,
  preparePackages,
  scoresWithScikitLearn,
  type ApiPython,
  type PrepareOptions,
} from './apiEnvironment';
import type { ApiProject } from './apiProject';
import { PIN_FILE, readModelPin, withVersions, type LockedPin, type ModelPin } from './modelPin';
import { renewedRequests, type RenewedRequest } from './renewedRequests';
import { VersionTrial } from './versionTrial';

export interface UseOptions extends PrepareOptions {
  /** The bundled keeper. */
  keeper: string;
  /** Takes the version over though saved requests fail with it. */
  acceptFailing: boolean;
}

/** A version that was taken over. */
export interface UsedVersion {
  from: ModelPin;
  to: ModelPackage;
  /** Undefined where the index does not have the version before any more. */
  difference?: ModelDifference;
  requests: RequestResult[];
  /** The names of the saved requests that are the package's own and were written anew. */
  renewed: string[];
}

/**
 * The versions that an API project can use, the newest first, and the one that it uses.
 *
 * @throws Failure `index-unknown`, `pin-broken`, those of `PackageIndex.versions`; Cancelled.
 */
export async function usableVersions(
  project: ApiProject,
  { findLogin, signal }: Pick<PrepareOptions, 'findLogin' | 'signal'>,
): Promise<{ index: PackageIndex; pin: ModelPin; versions: PackageVersion[] }> {
  const pin = await readModelPin(project.folder);
  if (pin.index === undefined) {
    throw new Failure(
      'index-unknown',
      `${path.join(project.folder, PIN_FILE)} names no package index, so that ${pin.name} cannot be looked up.`,
      'Write "--index-url" and the address of your package index into its first line.',
    );
  }
  const index = new PackageIndex(pin.index, findLogin);
  return { index, pin, versions: await index.versions(pin.name, signal) };
}

/**
 * Takes another version of its model package over into an API project: tries it out beside everything that there is
 * (contract suite, scores, saved requests), and only then changes pin, lock, the package's own saved requests and the
 * project's environment.
 *
 * @throws Failure `other-package`, `same-version`, `python-unfit`, `contract-failed`, `requests-failed`, those of the
 *   index, the environment and the API's start (`model-refused`, `api-ended`); Cancelled. Everything is as it was then.
 */
export async function useVersion(
  project: ApiProject,
  wanted: Pin,
  options: UseOptions,
): Promise<UsedVersion> {
  const { report, signal } = options;
  const { index, pin, versions } = await usableVersions(project, options);
  refuseSame(pin, wanted);
  const found = await index.version(wanted, signal);
  report.onStep(`Read ${found.name} ${found.version} on ${index.url}`);
  const artefact = await index.artefact(found, signal);
  const version = await index.withPython(found, signal);
  const before = versions.find((one) => isSameVersion(one.version, pin.version));
  const framework = (await scoresWithScikitLearn(project))
    ? await neededFramework(index, version, artefact, signal)
    : undefined;
  const python = await preparePackages(project, options);
  refuseUnfit(version, python);
  const { folder, close } = await temporaryFolder('use');
  try {
    const locked = async (one: PackageVersion): Promise<LockedWheel> => {
      const wheel = await index.download(one, folder, signal);
      return { version: one, wheel, hashes: await index.hashes(one, folder, wheel, signal) };
    };
    const model = await locked(version);
    const beside = framework && (await locked(framework));
    const wheels = [model, ...(beside ? [beside] : [])].map(({ wheel }) => wheel.file);
    const trial = new VersionTrial(project, python.path, folder, options);
    for (const wheel of wheels) await trial.unpack('new', wheel);
    const old = before && (await oldVersion(index, before, pin, folder, trial, signal));
    // The start comes first: what does not serve its model at all says so in seconds, and why.
    const { requests, difference, renewed } = await trial.whileServed(async (url) => {
      await trial.runTests();
      const anew = await renewedRequests(trial, old !== undefined);
      return {
        renewed: anew,
        difference: old && (await differenceOf(old.artefact, artefact, url, signal)),
        requests: await trial.runRequests(url, anew),
      };
    });
    refuseFailing(requests, options.acceptFailing);
    if (signal?.aborted) throw new Cancelled();
    await takeOver(project, python, { model, framework: beside, wheels, old: old?.wheels, renewed }, options);
    return {
      from: pin,
      to: { ...model, artefact, ...(beside && { framework: beside }) },
      ...(difference && { difference }),
      requests,
      renewed: renewed.map(({ name }) => name),
    };
  } finally {
    await close();
  }
}

/** A version that is here, as the lock will have it. */
interface LockedWheel extends LockedVersion {
  wheel: DownloadedWheel;
}

interface OldVersion {
  artefact: Artefact;
  /** Of the model package and its framework. */
  wheels: string[];
}

/** The version before, where the index still has it as it was. */
async function oldVersion(
  index: PackageIndex,
  version: PackageVersion,
  { framework }: ModelPin,
  folder: string,
  trial: VersionTrial,
  signal?: AbortSignal,
): Promise<OldVersion | undefined> {
  try {
    const artefact = await index.artefact(version, signal);
    const wheels: string[] = [];
    for (const one of [version, ...(framework ? [await index.version(framework, signal)] : [])]) {
      const { file } = await index.download(one, folder, signal);
      await trial.unpack('old', file);
      wheels.push(file);
    }
    return { artefact, wheels };
  } catch (error) {
    // What cannot be compared is no reason to stay with it.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

async function differenceOf(
  before: Artefact,
  after: Artefact,
  url: string,
  signal = new AbortController().signal,
): Promise<ModelDifference> {
  return {
    changes: artefactChanges(before, after),
    metrics: metricDifferences(before, after),
    scores: await scoreDifference(before, (rows) => scoresAt(url, rows, signal)),
  };
}

function refuseSame(pin: ModelPin, wanted: Pin): void {
  if (normalizedName(pin.name) !== normalizedName(wanted.name)) {
    throw new Failure(
      'other-package',
      `This project serves ${pin.name}, not ${wanted.name}.`,
      `Give a version of ${pin.name}, or make another project with "bellhop new api".`,
    );
  }
  if (!isSameVersion(pin.version, wanted.version)) return;
  throw new Failure(
    'same-version',
    `This project uses ${pin.name} ${pin.version} already.`,
    'Choose another version.',
  );
}

function refuseUnfit(version: PackageVersion, python: ApiPython): void {
  if (runsOn(version, python.version)) return;
  throw new Failure(
    'python-unfit',
    `${version.name} ${version.version} is for Python ${version.requiresPython ?? ''}; the project has ${python.version}.`,
    'Move the project to such a Python first, or choose another version.',
  );
}

function refuseFailing(requests: readonly RequestResult[], accept: boolean): void {
  const failing = requests.filter(({ outcome }) => outcome !== 'passed');
  if (failing.length === 0 || accept) return;
  const told = failing.map(({ file, findings }) => `${file}: ${findings[0]?.message ?? ''}`);
  throw new Failure(
    'requests-failed',
    `${failing.length} of ${requests.length} saved requests fail with the new version, so everything stays as it was.\n${told.join('\n')}`,
    'Where that is right, take it over with --accept-failing and correct the requests then.',
  );
}

interface Changes {
  model: LockedVersion;
  framework: LockedVersion | undefined;
  /** The files of both. */
  wheels: readonly string[];
  old: readonly string[] | undefined;
  renewed: readonly RenewedRequest[];
}

/** Changes the environment, then the files, and undoes what it did where one of them cannot be changed. */
async function takeOver(
  project: ApiProject,
  python: ApiPython,
  { model, framework, wheels, old, renewed }: Changes,
  { report }: UseOptions,
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  const { text } = await readModelPin(project.folder);
  const install = (title: string, files: readonly string[]): Promise<void> =>
    runSteps([installModelStep(project, python, title, files)], report);
  const write = async (file: string, content: string | undefined, was: string | undefined): Promise<void> => {
    undo.push(() => put(file, was));
    await put(file, content);
  };
  try {
    if (python.isOwn) {
      if (old) undo.push(() => install('Install the version before again', old));
      await install(`Install ${model.version.name} ${model.version.version}`, wheels);
    }
    for (const { file, content, was } of renewed) await write(file, content, was);
    const changed = withVersions(text, pinOf(model), framework && pinOf(framework));
    await write(path.join(project.folder, PIN_FILE), changed, text);
    if (python.isOwn) await markModel(project, changed);
  } catch (error) {
    for (const step of undo.reverse()) {
      await step().catch((failed: unknown) => report.onOutput(`${reason(failed)}\n`));
    }
    throw error;
  }
}

function pinOf({ version: { name, version }, hashes }: LockedVersion): LockedPin {
  return { name, version, hashes };
}

/** Writes a file whole, or removes it. */
async function put(file: string, content: string | undefined): Promise<void> {
  if (content === undefined) {
    await rm(file, { force: true });
    return;
  }
  const half = `${file}.${process.pid}.part`;
  try {
    await writeFile(half, content);
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
