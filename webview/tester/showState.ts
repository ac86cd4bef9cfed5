import type { TesterProject } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { isFeatureKey } from '../../contract/featureKey';
import { predictionTexts } from './answer/predictionList';
import { keyMarksOf, type KeyMarks } from './byKey/keyMarks';
import { keyRequest, noKey } from './byKey/keyDraft';
import { make } from './dom';
import { isDataRow } from '../../contract/dataRow';
import type { BesideRows } from './form/gridView';
import { marksOf, type Marks } from './form/marks';
import type { ShownHistory } from './history/historyRoom';
import type { FormViewName, Kept } from './saved';
import type { ShownModel } from './shownModel';
import { fill, valueText } from './text';

/** What the page of a model shows beside what is kept. */
export interface PageState {
  project: Pick<TesterProject, 'target' | 'trusted'>;
  running: boolean;
  /** Whether the answer on show can be saved. */
  savable: boolean;
  /** What Send has to say. */
  note: string;
  /** Whether the values have just been changed. */
  changed: boolean;
  history: ShownHistory;
}

/** The view that is on show: that for keys only where the target fetches features by key. */
export function viewOf(
  { view }: Pick<Kept, 'view'>,
  { target }: Pick<TesterProject, 'target'>,
): FormViewName {
  return view === 'key' && target.byKey !== true ? 'form' : view;
}

/** What is to be said about the rows of the form. An answer to a request by key says nothing of them. */
export function rowMarks({ validator }: ShownModel, { draft, reply }: Kept, text: TesterText): Marks {
  const answer = reply?.kind === 'answer' && !reply.stale && !reply.byKey ? reply.answer : undefined;
  return marksOf(draft, validator, answer, text);
}

/** What is to be said about the request by key. */
export function keyMarks(
  { validator, overrideFields }: ShownModel,
  { keyDraft = noKey, reply }: Kept,
  text: TesterText,
): KeyMarks {
  const answer = reply?.kind === 'answer' && !reply.stale && reply.byKey ? reply.answer : undefined;
  return keyMarksOf(keyDraft, overrideFields, validator, answer, text);
}

/** Brings the page of a model up to date. */
export function showState(shown: ShownModel, kept: Kept, state: PageState, text: TesterText): void {
  const { project, running, savable, note, changed, history } = state;
  const { target, trusted } = project;
  const view = viewOf(kept, project);
  shown.target.show(target, trusted);
  shown.form.show({ ...kept, view }, rowMarks(shown, kept, text), besideRows(kept, shown));
  shown.form.offerKey(target.byKey === true);
  if (view === 'key') shown.form.showKey(kept.keyDraft ?? noKey, keyMarks(shown, kept, text));
  shown.panels.select(kept.panel);
  shown.answer.show(kept, shown.model, { maySend: trusted && !running, maySave: trusted && savable });
  shown.shares.show(trusted ? kept.last : undefined);
  const { featureKey } = keyRequest(kept.keyDraft ?? noKey, []);
  const canCopy = target.url !== undefined && (view !== 'key' || isFeatureKey(featureKey));
  shown.copy.show(canCopy ? (target.headers ?? []) : undefined);
  shown.whatIf.show(kept.draft.rows.length, changed);
  const progress = target.state === 'ready' ? text.sending : text.startingScorer;
  const mayAskByKey = target.byKey === true;
  shown.history.show(history, { trusted, maySend: trusted && !running, mayAskByKey });
  const words = running ? { note: progress, brief: '' } : { note, brief: briefOf(kept, shown, text) };
  shown.send.show(running, words, trusted ? undefined : text.restricted);
}

/** The answer on show in a few words, where it still belongs to the values. */
function briefOf({ reply }: Kept, { model }: ShownModel, text: TesterText): string {
  if (reply?.kind === 'failure') return text.failedInBrief;
  if (!reply || reply.stale) return '';
  const { prediction, problem } = reply.answer;
  if (!prediction) return problem ? text.refused : text.notAPrediction;
  const [first, ...more] = prediction.predictions;
  if (first === undefined || more.length > 0) {
    return fill(text.manyInBrief, { count: prediction.predictions.length });
  }
  return predictionTexts(first, model).join(', ');
}

/** What the page shows where there is no model to ask. */
export function emptyState(problem: TesterProject['problem'], text: TesterText): HTMLElement {
  const { message, next } = problem ?? { message: text.noProject, next: text.noProjectNext };
  return make('div', { class: 'empty-state', role: 'status' }, make('h1', {}, message), make('p', {}, next));
}

/** What stands beside the rows of the grid. */
function besideRows(kept: Kept, shown: ShownModel): BesideRows {
  const scores = scoresOf(kept, shown);
  const { draft, drawn } = kept;
  const actuals = (at: number): string => {
    const row = draft.rows[at];
    const data = row && drawn?.findLast((each) => isDataRow(row, each));
    return data ? valueText(data.actual) : '';
  };
  return { ...(scores && { scores }), ...(drawn && { actuals }) };
}

/** What the answer on show predicts for a row of the grid, where it still belongs to the values. */
function scoresOf({ reply }: Kept, { model }: ShownModel): BesideRows['scores'] {
  if (reply?.kind !== 'answer' || reply.stale || reply.byKey) return undefined;
  const predictions = reply.answer.prediction?.predictions;
  // Only for the rows that are asked for: an answer may hold a million.
  return (
    predictions &&
    ((row) => {
      const prediction = predictions[row];
      return prediction === undefined ? '' : predictionTexts(prediction, model).join(', ');
    })
  );
}
