import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { temporaryFolder } from '../files/temporaryFolder';
import { neededFramework } from './framework';
import type { PackageIndex } from './packageIndex';
import { runsOn, type PackageVersion } from './versions';

/** The versions of Python that the API template offers, the oldest first. */
const PYTHONS = ['3.11', '3.12', '3.13'];

/** So many of the newest versions are shown with what their model.json says. */
const MOST_DESCRIBED = 5;

/** What scores in an API project. */
type Runtime = 'onnx' | 'scikit-learn';

/** A version of a package as a lock has it. */
export interface LockedVersion {
  version: PackageVersion;
  /** The SHA-256 of each of its wheels, in hex. */
  hashes: string[];
}

/** One version of a model package, with what it says about itself. */
export interface ModelPackage extends LockedVersion {
  artefact: Artefact;
  /** The package beside it that the runtime scikit-learn needs; undefined where it needs none. */
  framework?: LockedVersion;
}

/**
 * Reads what an index has of one version of a model package.
 *
 * @param runtime what is chosen to score; what `templateAnswers` proposes where absent.
 * @throws Failure and Cancelled as `PackageIndex.artefact`, `PackageIndex.hashes` and `neededFramework` do.
 */
export async function readModelPackage(
  index: PackageIndex,
  version: PackageVersion,
  { runtime, signal }: { runtime?: string | undefined; signal?: AbortSignal } = {},
): Promise<ModelPackage> {
  const artefact = await index.artefact(version, signal);
  const { folder, close } = await temporaryFolder('wheel');
  const hashes = (one: PackageVersion): Promise<string[]> => index.hashes(one, folder, undefined, signal);
  try {
    const framework = await neededFramework(index, version, artefact, signal).catch((error: unknown) => {
      // ONNX Runtime scores without it.
      if (error instanceof Failure && (runtime ?? proposedRuntime(artefact)) === 'onnx') return undefined;
      throw error;
    });
    return {
      version: await index.withPython(version, signal),
      artefact,
      hashes: await hashes(version),
      ...(framework && { framework: { version: framework, hashes: await hashes(framework) } }),
    };
  } finally {
    await close();
  }
}

function proposedRuntime({ files }: Artefact): Runtime {
  return files['model.onnx'] === undefined ? 'scikit-learn' : 'onnx';
}

/**
 * What the API template's questions are answered with for a model package: the package itself, its hashes, its framework,
 * what scores it and a Python that it runs on.
 *
 * @param python the version that is chosen already.
 * @throws Failure `python-unfit` where the package is for another Python.
 */
export function templateAnswers(
  { version, artefact, hashes, framework }: ModelPackage,
  python?: string,
): Map<string, string> {
  const fitting = PYTHONS.filter((one) => runsOn(version, one));
  const [proposed] = fitting;
  if (proposed === undefined || (python !== undefined && !runsOn(version, python))) {
    throw new Failure(
      'python-unfit',
      `${version.name} ${version.version} is for Python ${version.requiresPython ?? ''}${python === undefined ? '' : `, not for ${python}`}.`,
      proposed === undefined
        ? `Choose another version of it; API projects have Python ${PYTHONS.join(', ')}.`
        : `Choose Python ${fitting.join(' or ')}, or another version of it.`,
    );
  }
  return new Map([
    ['model_package', `${version.name}==${version.version}`],
    ['runtime', proposedRuntime(artefact)],
    ['python_version', python ?? proposed],
    ['model_hash', hashes.join(' ')],
    ['framework_package', framework ? `${framework.version.name}==${framework.version.version}` : ''],
    ['framework_hash', framework?.hashes.join(' ') ?? ''],
  ]);
}

/** What a model is, in one line: its task, its columns and its first metrics. */
export function modelWords({ task, input, metrics }: Artefact): string {
  const columns = input['x-order'];
  const measured = metrics.slice(0, 2).map(({ title, value }) => `${title} ${Number(value.toPrecision(4))}`);
  return [task, `${columns.length} columns: ${columns.join(', ')}`, ...measured].join(' · ');
}

/**
 * What the newest versions say of themselves, by version, for a list to choose from. One that cannot be read is left out:
 * it says why when it is chosen.
 */
export async function describeNewest(
  index: PackageIndex,
  versions: readonly PackageVersion[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const reading = versions.slice(0, MOST_DESCRIBED).map(async (version) => {
    try {
      return [[version.version, modelWords(await index.artefact(version, signal))] as const];
    } catch (error) {
      if (error instanceof Failure) return [];
      throw error;
    }
  });
  return new Map((await Promise.all(reading)).flat());
}

/** What is said of a version beside its number; undefined where there is nothing to say. */
export function versionWords({ isPreRelease, yanked, requiresPython }: PackageVersion): string | undefined {
  const words = [
    ...(yanked === undefined ? [] : [yanked === '' ? 'yanked' : `yanked: ${yanked}`]),
    ...(isPreRelease ? ['pre-release'] : []),
    ...(requiresPython === undefined ? [] : [`Python ${requiresPython}`]),
  ];
  return words.length > 0 ? words.join(' · ') : undefined;
}

/** The model as a program reads it. */
export function modelObject({ version, artefact, hashes }: ModelPackage): Record<string, unknown> {
  const { task, runtime, input, metrics } = artefact;
  return {
    package: version.name,
    version: version.version,
    yanked: version.yanked ?? null,
    task,
    runtime,
    columns: input['x-order'],
    metrics,
    hashes,
  };
}
