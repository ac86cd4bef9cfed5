import type { DataRow } from '../../contract/dataRow';
import type { TesterAnswer } from '../../contract/testerMessages';
import { isRecord } from '../../contract/version';
import type { Past } from './answer/difference';
import type { KeyDraft } from './byKey/keyDraft';
import type { Draft } from './form/draft';

/**
 * What came back from the last request of a project. `stale`: what was sent has been changed since. `byKey`: it was a request by
 * key, so that the answer has nothing to do with the values in the form.
 */
export type Reply =
  | { kind: 'answer'; request: number; answer: TesterAnswer; stale: boolean; byKey?: boolean }
  | { kind: 'failure'; message: string; next: string };

export type FormViewName = 'form' | 'rows' | 'json' | 'key';
export type PanelName = 'answer' | 'whatIf' | 'history';

/** What the page keeps of one project. */
export interface Kept {
  draft: Draft;
  /** The request by key; absent until one is written. */
  keyDraft?: KeyDraft;
  /** The example that the form was filled from. */
  example: number;
  reply?: Reply;
  /** The rows of the data that the draft tells of. */
  drawn?: DataRow[];
  /** The last prediction of a single row, and the one before it. */
  last?: Past;
  past?: Past;
  view: FormViewName;
  panel: PanelName;
  rawOpen: boolean;
}

/** A request that runs. `rows` only where it is a single one: then its answer is compared with the one before. */
export interface Pending {
  request: number;
  key: string;
  rows?: Record<string, unknown>[];
  byKey?: boolean;
  target: string;
}

/** What survives hiding the view and reloading the window. */
export interface Saved {
  schema: 2;
  /** Request numbers go on where they stopped, so that an old reply is never taken for a new one. */
  requests: number;
  pending?: Pending;
  /** Project key to what is kept of it, the last used at the end. */
  projects: [string, Kept][];
  /** The projects whose drafts are not stored, since they tell of private rows of the data. */
  unstored?: string[];
}

const MOST_PROJECTS = 12;
/** A longer draft or answer is shown, but not kept: the editor stores the state with every key press. */
const LONGEST_KEPT = 200_000;

/** The state that an earlier page kept, or an empty one where there is none that this page understands. */
export function readSaved(value: unknown): Saved {
  const usable = isRecord(value) && value['schema'] === 2 && Array.isArray(value['projects']);
  return usable ? (value as unknown as Saved) : { schema: 2, requests: 0, projects: [] };
}

export function keptOf(saved: Saved, key: string): Kept | undefined {
  return saved.projects.find(([name]) => name === key)?.[1];
}

/** The state with what is now known of a project. */
export function withKept(saved: Saved, key: string, kept: Kept): Saved {
  const others = saved.projects.filter(([name]) => name !== key);
  return { ...saved, projects: [...others, [key, kept] satisfies [string, Kept]].slice(-MOST_PROJECTS) };
}

/**
 * What of the state is worth storing: without drafts and answers that are too long, without rows of the data, and without
 * what a data source told of somebody. Those are shown, and gone with the page.
 */
export function storable({ schema, requests, pending, projects }: Saved): Saved {
  const unstored = projects.filter(([, kept]) => isPrivate(kept)).map(([key]) => key);
  const stored = projects
    .filter(([key, { draft }]) => !unstored.includes(key) && draft.json.length <= LONGEST_KEPT)
    .map(([key, { reply, last, past, ...kept }]): [string, Kept] => [
      key,
      {
        ...kept,
        ...(reply && isStorable(reply) && { reply }),
        ...(last && !last.byKey && { last }),
        ...(past && !past.byKey && { past }),
      },
    ]);
  return {
    schema,
    requests,
    ...(pending && !unstored.includes(pending.key) && { pending }),
    projects: stored,
    ...(unstored.length > 0 && { unstored }),
  };
}

/**
 * The state once a project's draft tells of no row of the data any more. Of a private row nothing stays: no answer, and
 * nothing that a later answer would be compared with, also where it is still awaited.
 */
export function withoutData(saved: Saved, key: string): Saved {
  const before = keptOf(saved, key);
  if (!before?.drawn) return saved;
  const { drawn, ...kept } = before;
  if (!isPrivate({ drawn })) return withKept(saved, key, kept);
  const { draft, keyDraft, example, view, panel, rawOpen } = kept;
  const plain = { draft, ...(keyDraft && { keyDraft }), example, view, panel, rawOpen };
  const next = withKept(saved, key, plain);
  if (next.pending?.key !== key) return next;
  const { request, target, byKey } = next.pending;
  return { ...next, pending: { request, key, target, ...(byKey !== undefined && { byKey }) } };
}

function isPrivate({ drawn = [] }: Pick<Kept, 'drawn'>): boolean {
  return drawn.some((row) => row.isPrivate);
}

function isStorable(reply: Reply): boolean {
  return reply.kind !== 'answer' || (!reply.byKey && reply.answer.body.length <= LONGEST_KEPT);
}

/** What is kept once a reply came: of a single row's prediction also what the next one is compared with. */
export function withReply(kept: Kept, reply: Reply, pending: Pending | undefined): Kept {
  const prediction = reply.kind === 'answer' ? reply.answer.prediction : undefined;
  const { last, past, ...others } = kept;
  const byKey = pending?.byKey === true;
  const before = { ...others, reply: reply.kind === 'answer' && byKey ? { ...reply, byKey } : reply };
  const rows = byKey && reply.kind === 'answer' ? usedRows(reply.answer) : pending?.rows;
  if (prediction?.predictions.length !== 1 || !pending || !rows) {
    // What is said of the difference belongs to the answer on show.
    return last ? { ...before, past: last } : before;
  }
  const { name, version } = prediction.model;
  const now: Past = {
    rows,
    predictions: prediction.predictions,
    from: `${pending.target}, ${name} ${version}`,
    ...(byKey && { byKey }),
  };
  const previous = last ?? past;
  return { ...before, last: now, ...(previous && { past: previous }) };
}

/** The row that a request by key was scored with, where the answer tells it. */
function usedRows({ features }: TesterAnswer): Record<string, unknown>[] | undefined {
  if (!features) return undefined;
  return [Object.fromEntries(Object.entries(features).map(([name, { value }]) => [name, value]))];
}
