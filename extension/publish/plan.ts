import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { artefactChanges, type ArtefactChange } from '../../contract/artefactChanges';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE, readArtefact } from '../../contract/readArtefact';
import type { InterpreterHints } from '../environment/interpreter';
import { openArtefact, type ModelProject } from '../projects/project';
import { checkInPython, refuseStale } from './freshness';
import { ReleaseRepository, type RemoteAccess } from './releaseRepository';
import { scoreDifference, scoreOnce, type ScoreDifference } from './scoreDifference';
import {
  bumped,
  compareVersions,
  requireVersion,
  tagOf,
  versionText,
  type Bump,
  type Version,
} from './version';
import { statedVersion, VERSION_FILE } from './writtenVersion';

export interface MetricDifference {
  title: string;
  before?: number;
  after?: number;
}

/** What a publishing would do, before anything is done. */
export interface PublishPlan {
  project: ModelProject;
  repository: ReleaseRepository;
  /** The newest version before; absent for the first one. */
  from?: Version;
  /** What pyproject.toml states now. */
  stated: Version;
  proposed: Version;
  /** What kind of step the changes ask for; absent for the first version. */
  bump?: Bump;
  /** Whether the pipeline trains the model: then there is no artefact to compare. */
  trainedInPipeline: boolean;
  /** The version that model.json states; absent where the pipeline trains. */
  trained?: string;
  changes: ArtefactChange[];
  metrics: MetricDifference[];
  scores?: ScoreDifference;
}

export interface PlanOptions {
  access: RemoteAccess;
  /** Bellhop's own root: holds `dist/scorer.js`. */
  root: string;
  /** What is known of the Python interpreter to use. */
  hints: () => Promise<InterpreterHints>;
  onProgress: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Looks at a model project that is to be published: refuses what must not be, compares it with the version before and
 * proposes the next version. Writes nothing; only the fetch brings what the remote has.
 *
 * @throws Failure that says what is missing: those of `ReleaseRepository`, `refuseStale`, the scorer's start, and
 *   `nothing-new`. Cancelled when the signal aborts.
 */
export async function planPublish(project: ModelProject, options: PlanOptions): Promise<PublishPlan> {
  const { access, onProgress, signal } = options;
  const repository = await ReleaseRepository.open(project.folder, signal);
  const file = path.join(project.folder, VERSION_FILE);
  const stated = requireVersion(statedVersion(await textOf(file), file), `The version in ${file}`);
  const model = path.join(project.artefact, ARTEFACT_FILE);
  const trainedInPipeline = project.trainIn === 'pipeline';
  const artefact = trainedInPipeline ? undefined : await openArtefact(project);
  if (artefact) await refuseStale(project, artefact);
  onProgress(`Asking ${repository.destination.remote} for what is new`);
  await access.fetch(repository.destination, signal);
  await repository.refuseBehind(signal);
  const from = await repository.newest(signal);
  if (from) await refuseSame(repository, from, signal);
  const before = from && artefact ? await artefactAt(repository, from, model, signal) : undefined;
  if (artefact) {
    onProgress('Checking the artefact');
    const hints = await options.hints();
    if (!(await checkInPython(project, hints, signal))) {
      onProgress('There is no Python environment here, so the data is not checked; the pipeline does it.');
    }
  }
  const trained = artefact && { trained: artefact.version };
  const basis = { project, repository, stated, trainedInPipeline, ...trained };
  if (!from) {
    if (artefact) await proveScores(project, artefact, options);
    return { ...basis, proposed: stated, changes: [], metrics: [] };
  }
  if (!artefact || !before) {
    return { ...basis, from, ...proposal(from, stated, 'patch'), changes: [], metrics: [] };
  }
  const changes = artefactChanges(before, artefact);
  onProgress(`Scoring the golden rows of ${tagOf(from)}`);
  const scores = await scoreDifference(before, (rows) => scoreOnce(project, rows, options));
  return {
    ...basis,
    from,
    ...proposal(from, stated, bumpFor(changes, scores)),
    changes,
    metrics: metricDifferences(before, artefact),
    scores,
  };
}

/** Major where callers break, minor for an addition and for changed scores, else patch. */
export function bumpFor(changes: readonly ArtefactChange[], scores: ScoreDifference): Bump {
  if (changes.some(({ kind }) => kind === 'breaking')) return 'major';
  // Rows that scored before are refused: whatever the reason, a caller who sends them breaks.
  if ('refused' in scores) return 'major';
  return scores.changed > 0 || changes.some(({ kind }) => kind === 'addition') ? 'minor' : 'patch';
}

/** A version that somebody has raised by hand is taken where it is high enough. */
function proposal(from: Version, stated: Version, bump: Bump): { proposed: Version; bump: Bump } {
  const next = bumped(from, bump);
  return { proposed: compareVersions(stated, next) > 0 ? stated : next, bump };
}

async function refuseSame(repository: ReleaseRepository, from: Version, signal: AbortSignal): Promise<void> {
  if ((await repository.commitOf(`refs/tags/${tagOf(from)}`, signal)) !== repository.project.head) return;
  throw new Failure(
    'nothing-new',
    `${tagOf(from)} is the commit that the project stands at: nothing changed since.`,
    'Commit what is to be published first.',
  );
}

/** The artefact of a version before, where it was committed and this Bellhop reads it. */
async function artefactAt(
  repository: ReleaseRepository,
  from: Version,
  file: string,
  signal: AbortSignal,
): Promise<Artefact | undefined> {
  const text = await repository.at(from, file, signal);
  return text === undefined ? undefined : readArtefact(text, `${ARTEFACT_FILE} of ${tagOf(from)}`);
}

/** A first version has nothing to be compared with; that its artefact scores is shown all the same. */
async function proveScores(project: ModelProject, artefact: Artefact, options: PlanOptions): Promise<void> {
  options.onProgress('Scoring the golden rows');
  await scoreDifference(artefact, (rows) => scoreOnce(project, rows, options));
}

/** The metrics of two versions, by their names. */
export function metricDifferences(before: Artefact, after: Artefact): MetricDifference[] {
  const old = new Map(before.metrics.map((metric) => [metric.name, metric.value]));
  const now = after.metrics.map(({ name, title, value }): MetricDifference => {
    const was = old.get(name);
    return { title, after: value, ...(was !== undefined && { before: was }) };
  });
  const gone = before.metrics.filter(({ name }) => !after.metrics.some((metric) => metric.name === name));
  return [...now, ...gone.map(({ title, value }) => ({ title, before: value }))];
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('version-missing', `${file} cannot be read.`, 'Restore it from git.', { cause });
  });
}

/** The plan as a program reads it. */
export function planObject(plan: PublishPlan): Record<string, unknown> {
  const { project, repository, from, bump, changes, metrics, scores } = plan;
  return {
    project: project.folder,
    from: from ? versionText(from) : null,
    bump: bump ?? null,
    proposed: versionText(plan.proposed),
    trainedInPipeline: plan.trainedInPipeline,
    changes,
    metrics,
    scores: scores ?? null,
    remote: repository.destination.remote,
    branch: repository.destination.branch,
  };
}
