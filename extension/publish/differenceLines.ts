import type { ArtefactChange } from '../../contract/artefactChanges';
import { shortJson } from '../requests/saved/compare';
import type { MetricDifference } from './metricDifference';
import type { PublishPlan } from './plan';
import type { ScoreDifference } from './scoreDifference';
import { tagOf, versionText } from './version';

const KINDS = { breaking: 'breaks callers', addition: 'addition', note: 'note' } as const;

/** How a version of a model differs from one before it. */
export interface Difference {
  /** What the version before is called: `v1.2.0`. */
  from: string;
  changes: readonly ArtefactChange[];
  scores: ScoreDifference;
  metrics: readonly MetricDifference[];
}

/** A difference in words, a line a fact. */
export function differenceLines({ from, changes, scores, metrics }: Difference): string[] {
  const columns = changes.map(({ kind, text }) => `${KINDS[kind]}: ${text}`);
  return [
    ...(columns.length > 0 ? columns : [`Columns and outputs are those of ${from}.`]),
    scoreWords(scores),
    ...metrics.map(metricWords),
  ];
}

/** What a plan would publish beside the version before. The message of the tag holds these lines too. */
export function planLines({ from, trainedInPipeline, changes, metrics, scores }: PublishPlan): string[] {
  if (!from) return ['The first version.'];
  const title = tagOf(from);
  if (trainedInPipeline) {
    return [`The pipeline trains the model, so it cannot be compared with ${title} here.`];
  }
  if (!scores) return [`${title} holds no artefact to compare with.`];
  return differenceLines({ from: title, changes, scores, metrics });
}

/** The plan as a page of Markdown. Nothing of what the model says in it is markup. */
export function planPage(plan: PublishPlan): string {
  const { project, repository, from, bump, proposed } = plan;
  const { remote, branch } = repository.destination;
  const step = bump === undefined ? '' : ` (${bump})`;
  return [
    `# ${inline(project.name)} ${versionText(proposed)}`,
    '',
    from ? `After ${tagOf(from)}${step}, from ${inline(branch)} to ${inline(remote)}.` : '',
    '',
    ...planLines(plan).map((line) => `- ${inline(line)}`),
    '',
  ].join('\n');
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
  if (before === after) return `${title}: ${digits(after)}, as before`;
  return `${title}: ${digits(before)} → ${digits(after)}`;
}

function digits(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(6)));
}

/** A text in which nothing is markup. */
function inline(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~]/g, '\\$&');
}
