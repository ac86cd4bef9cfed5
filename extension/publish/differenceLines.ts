import type { ArtefactChange } from '../../contract/artefactChanges';
import { shortJson } from '../requests/saved/compare';
import type { MetricDifference, PublishPlan } from './plan';
import type { ScoreDifference } from './scoreDifference';
import { tagOf, versionText } from './version';

const KINDS = { breaking: 'breaks callers', addition: 'addition', note: 'note' } as const;

/** What a plan would publish beside the version before, a line a fact. The message of the tag holds them too. */
export function differenceLines({
  from,
  trainedInPipeline,
  changes,
  metrics,
  scores,
}: PublishPlan): string[] {
  if (!from) return ['The first version.'];
  if (trainedInPipeline) {
    return [`The pipeline trains the model, so it cannot be compared with ${tagOf(from)} here.`];
  }
  if (!scores) return [`${tagOf(from)} holds no artefact to compare with.`];
  return modelDifferenceLines(tagOf(from), { changes, metrics, scores });
}

/** What differs between two versions of a model. */
export interface ModelDifference {
  changes: ArtefactChange[];
  metrics: MetricDifference[];
  scores: ScoreDifference;
}

/** The difference, a line a fact. @param from what the version before is called. */
export function modelDifferenceLines(from: string, { changes, metrics, scores }: ModelDifference): string[] {
  const columns = changes.map(({ kind, text }) => `${KINDS[kind]}: ${text}`);
  return [
    ...(columns.length > 0 ? columns : [`Columns and outputs are those of ${from}.`]),
    scoreWords(scores),
    ...metrics.map(metricWords),
  ];
}

function scoreWords(scores: ScoreDifference): string {
  if ('refused' in scores) {
    return `Scores: the golden rows of the version before are refused (${scores.refused}).`;
  }
  const { rows, changed, worst } = scores;
  if (!worst) return `Scores: the ${rows} golden rows of the version before score as they did.`;
  const example = `${shortJson(worst.row)} gave ${shortJson(worst.before)}, now ${shortJson(worst.after)}`;
  return `Scores: ${changed} of ${rows} golden rows of the version before score otherwise; ${example}.`;
}

function metricWords({ title, before, after }: MetricDifference): string {
  if (before === undefined) return `${title}: ${digits(after)} (new)`;
  if (after === undefined) return `${title}: was ${digits(before)}, is not measured any more`;
  return before === after
    ? `${title}: ${digits(after)}, as before`
    : `${title}: ${digits(before)} → ${digits(after)}`;
}

function digits(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(6)));
}

/** The difference as a page of Markdown. Nothing of what the model says in it is markup. */
export function differencePage(plan: PublishPlan): string {
  const { project, repository, from, bump, proposed } = plan;
  const { remote, branch } = repository.destination;
  const step = bump === undefined ? '' : ` (${bump})`;
  return [
    `# ${inline(project.name)} ${versionText(proposed)}`,
    '',
    from ? `After ${tagOf(from)}${step}, from ${inline(branch)} to ${inline(remote)}.` : '',
    '',
    ...differenceLines(plan).map((line) => `- ${inline(line)}`),
    '',
  ].join('\n');
}

/** A text in which nothing is markup. */
function inline(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~]/g, '\\$&');
}
