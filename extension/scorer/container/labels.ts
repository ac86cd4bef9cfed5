import type { Owner } from '../../processes/owner';

/** What Bellhop writes on the containers and volumes of scorers. */
const LABEL = {
  kind: 'bellhop.kind',
  project: 'bellhop.project',
  host: 'bellhop.host',
  pid: 'bellhop.owner',
  ownerStarted: 'bellhop.owner-started',
  started: 'bellhop.started',
} as const;

/** The engine's filter for what belongs to scorers. */
export const SCORER_FILTER = { label: [`${LABEL.kind}=scorer`] };

/** The labels of a scorer's container: the project's folder, whose it is, and when it started. */
export function scorerLabels(project: string, owner: Owner, now: Date): Record<string, string> {
  return {
    [LABEL.kind]: 'scorer',
    [LABEL.project]: project,
    [LABEL.host]: owner.host,
    [LABEL.pid]: String(owner.pid),
    [LABEL.ownerStarted]: owner.started,
    [LABEL.started]: now.toISOString(),
  };
}

/** The project's folder and the owner that labels tell of; undefined where they are not whole. */
export function readLabels(
  labels: Readonly<Record<string, string>> | undefined,
): { project: string; owner: Owner } | undefined {
  const { [LABEL.project]: project, [LABEL.host]: host, [LABEL.pid]: pid = '' } = labels ?? {};
  if (project === undefined || host === undefined || !/^\d+$/.test(pid)) return undefined;
  return { project, owner: { host, pid: Number(pid), started: labels?.[LABEL.ownerStarted] ?? '' } };
}
