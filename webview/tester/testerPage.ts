import type { HostToTester, TesterProject, TesterToHost } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { predictionTexts } from './answer/predictionList';
import { type SnippetKind, snippet } from './answer/snippets';
import { Asks } from './asks';
import { make } from './dom';
import { type Draft, draftOf, editJson, underModel } from './form/draft';
import { fieldsOf, type Field } from './form/fields';
import { type FormStore, formEvents } from './form/formEvents';
import type { RowScores } from './form/gridView';
import { marksOf, type Marks } from './form/marks';
import { keptOf, readSaved, storable, withKept, withReply, type Kept, type Reply, type Saved } from './saved';
import { showModel, type ShownModel } from './shownModel';
import { TargetLine } from './targetLine';
import { fill } from './text';

/** What a webview's page has of VS Code. */
export interface PageHost {
  post(message: TesterToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The request tester's page: keeps what was typed and answered, and shows it. */
export class TesterPage {
  private saved: Saved;
  private readonly asks: Asks;
  private text: TesterText | undefined;
  private project: TesterProject | undefined;
  private shown: ShownModel | undefined;
  private target: TargetLine | undefined;
  /** The request whose answer the host can save. */
  private savable: number | undefined;
  private note = '';
  /** The project whose JSON an editor was opened with. */
  private followed: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: PageHost,
  ) {
    this.saved = readSaved(host.getState());
    this.asks = new Asks((message) => host.post(message));
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.send();
    });
    host.post({ type: 'ready' });
  }

  receive(message: HostToTester): void {
    switch (message.type) {
      case 'text':
        this.text = message.text;
        return;
      case 'project':
        this.project = message;
        this.savable = message.answered;
        if (this.saved.pending?.request !== message.running) this.settle();
        this.build(message);
        break;
      case 'target': {
        const { target, targets } = message;
        if (this.project) this.project = { ...this.project, target, targets };
        break;
      }
      case 'answer': {
        const { request, answer } = message;
        this.savable = request;
        this.reply(request, { kind: 'answer', request, answer, stale: false });
        break;
      }
      case 'failure':
        this.reply(message.request, { kind: 'failure', message: message.message, next: message.next });
        break;
      case 'fill':
        this.fill(message);
        break;
      case 'json':
        this.takeJson(message);
        break;
      case 'asked':
      case 'askFailed':
        this.asks.receive(message);
        return;
      case 'history':
        return;
    }
    this.show();
  }

  /** Takes a reply to the request that is awaited; any other came too late. */
  private reply(request: number | undefined, reply: Reply): void {
    const { pending } = this.saved;
    if (request !== undefined && request !== pending?.request) return;
    const key = request === undefined ? this.shown?.key : pending?.key;
    const kept = key === undefined ? undefined : keptOf(this.saved, key);
    if (request !== undefined) this.settle();
    this.note = '';
    if (key === undefined || !kept) return;
    this.saved = withKept(this.saved, key, withReply(kept, reply, pending));
    this.store();
  }

  private settle(): void {
    const { schema, requests, projects } = this.saved;
    this.saved = { schema, requests, projects };
    this.store();
  }

  private build({ key, model, problem }: TesterProject): void {
    const { text } = this;
    if (!text) return;
    const isSame = this.shown?.key === key && JSON.stringify(this.shown?.model) === JSON.stringify(model);
    if (this.shown && isSame) return;
    this.shown?.whatIf.dispose();
    this.note = '';
    if (key === undefined || !model) {
      this.shown = undefined;
      this.target = undefined;
      this.root.replaceChildren(emptyState(problem, text));
      return;
    }
    const fields = fieldsOf(model.input, text);
    this.keepDraft(key, model.examples, fields);
    this.target = new TargetLine(text, {
      start: () => this.host.post({ type: 'start' }),
      showLog: () => this.host.post({ type: 'showLog' }),
    });
    this.shown = showModel({ key, model, fields }, this.target.element, text, this.asks, {
      form: formEvents(model, fields, text, this.formStore()),
      answer: {
        toggleRaw: (rawOpen) => this.keep({ rawOpen }),
        save: () => this.save(),
        copy: (copied) => this.host.post({ type: 'copy', text: copied }),
      },
      whatIf: {
        subject: () => this.subject(),
        saveFile: (name, file) => this.host.post({ type: 'saveFile', name, ...file }),
      },
      send: () => this.send(),
      cancel: () => this.cancel(),
      copyAs: (kind) => this.copyAs(kind),
      choosePanel: (panel) => this.keep({ panel }),
      openPage: () => this.openPage(),
    });
    this.root.replaceChildren(this.shown.page);
  }

  private formStore(): FormStore {
    return {
      edit: (change, also) => {
        this.edit(change, also);
        this.followJson();
      },
      look: (change) => {
        const kept = this.kept();
        if (kept) this.keep(change(kept));
        this.show();
      },
      openEditor: () => {
        const kept = this.kept();
        if (!this.shown || !kept) return;
        this.followed = this.shown.key;
        this.host.post({ type: 'editJson', key: this.shown.key, json: kept.draft.json });
      },
    };
  }

  /** Tells an editor of the JSON what was changed here; what was changed there is not told back. */
  private followJson(): void {
    const json = this.kept()?.draft.json;
    if (this.followed === undefined || this.followed !== this.shown?.key || json === undefined) return;
    this.host.post({ type: 'followJson', key: this.followed, json });
  }

  private keepDraft(key: string, examples: ShownModel['model']['examples'], fields: Field[]): void {
    const kept = keptOf(this.saved, key);
    const example = kept && kept.example < examples.length ? kept.example : 0;
    const first = examples[example];
    const draft = kept ? underModel(kept.draft, first, fields) : draftOf(first, fields);
    const next: Kept = { view: 'form', panel: 'answer', rawOpen: false, ...kept, draft, example };
    this.saved = withKept(this.saved, key, next);
    this.store();
  }

  private edit(change: (draft: Draft) => Draft, also: Partial<Kept> = {}): void {
    const kept = this.kept();
    if (!kept) return;
    const { reply } = kept;
    this.note = '';
    this.shown?.copy.clear();
    this.keep({
      ...also,
      draft: change(kept.draft),
      ...(reply?.kind === 'answer' && { reply: { ...reply, stale: true } }),
    });
    this.show(true);
  }

  /** Takes rows from the history or a saved request into the form, and sends them where that is asked. */
  private fill({ key, rows, send }: Extract<HostToTester, { type: 'fill' }>): void {
    if (this.shown?.key !== key) return;
    this.takeJson({ key, json: JSON.stringify({ rows }, null, 2) });
    if (send) this.send();
  }

  private takeJson({ key, json }: { key: string; json: string }): void {
    const { shown, text } = this;
    if (!text || shown?.key !== key || this.kept()?.draft.json === json) return;
    this.edit((draft) => editJson(draft, json, shown.fields, text));
  }

  private kept(): Kept | undefined {
    return this.shown && keptOf(this.saved, this.shown.key);
  }

  private keep(change: Partial<Kept>): void {
    const kept = this.kept();
    if (!this.shown || !kept) return;
    this.saved = withKept(this.saved, this.shown.key, { ...kept, ...change });
    this.store();
  }

  private store(): void {
    this.host.setState(storable(this.saved));
  }

  private send(): void {
    const { shown, text, project } = this;
    const kept = this.kept();
    if (!shown || !text || !kept || !project?.trusted || this.isRunning()) return;
    const marks = this.marks(shown, kept.draft, undefined, text);
    if (marks.problems > 0) {
      this.showProblems(shown, kept, marks, text);
      return;
    }
    const { rows } = kept.draft;
    const request = this.saved.requests + 1;
    const single = rows.length === 1 ? { rows } : {};
    this.note = '';
    const pending = { request, key: shown.key, target: project.target.title, ...single };
    this.saved = { ...this.saved, requests: request, pending };
    this.keep({ panel: 'answer' });
    this.host.post({ type: 'send', request, key: shown.key, rows });
    this.show();
  }

  /** Says that nothing was sent, and leads to the first value to correct. */
  private showProblems(shown: ShownModel, { draft, view }: Kept, marks: Marks, text: TesterText): void {
    this.note = fill(text.problemsLeft, { count: marks.problems });
    const inForm = [...marks.fields.values()].some(({ level }) => level === 'problem');
    const broken = draft.broken !== undefined || marks.firstProblem === undefined;
    const found = broken ? 'json' : view === 'form' && !inForm ? 'rows' : view === 'json' ? 'json' : view;
    this.keep({ view: found });
    this.show();
    shown.form.focusFirstProblem(found, marks);
  }

  private cancel(): void {
    const { pending } = this.saved;
    if (!pending || !this.text) return;
    this.host.post({ type: 'cancel', request: pending.request });
    this.settle();
    this.note = this.text.cancelled;
    this.show();
  }

  private save(): void {
    const request = this.savableRequest();
    if (request !== undefined) this.host.post({ type: 'save', request });
  }

  private copyAs(kind: SnippetKind): void {
    const kept = this.kept();
    const { url, headers = [] } = this.project?.target ?? {};
    if (!kept || url === undefined) return;
    this.host.post({ type: 'copy', text: snippet(kind, { url, headers, rows: kept.draft.rows }) });
  }

  private openPage(): void {
    const kept = this.kept();
    if (this.shown && kept) this.host.post({ type: 'openPage', key: this.shown.key, rows: kept.draft.rows });
  }

  /** What the What If room asks about; undefined while it cannot be asked. */
  private subject(): { rows: Record<string, unknown>[]; at: number } | undefined {
    const { shown, text, project } = this;
    const kept = this.kept();
    if (!shown || !text || !kept || !project?.trusted) return undefined;
    if (this.marks(shown, kept.draft, undefined, text).problems > 0) return undefined;
    return { rows: kept.draft.rows, at: kept.draft.at };
  }

  /** The request of the answer on show, where the values are still those that were sent and the host has it still. */
  private savableRequest(): number | undefined {
    const reply = this.kept()?.reply;
    if (reply?.kind !== 'answer' || reply.stale || reply.request !== this.savable) return undefined;
    return reply.request;
  }

  private isRunning(): boolean {
    return this.saved.pending !== undefined && this.saved.pending.key === this.shown?.key;
  }

  private marks(shown: ShownModel, draft: Draft, reply: Reply | undefined, text: TesterText): Marks {
    const answer = reply?.kind === 'answer' && !reply.stale ? reply.answer : undefined;
    return marksOf(draft, shown.validator, answer, text);
  }

  private show(changed = false): void {
    const { shown, text, project, target } = this;
    const kept = this.kept();
    if (!shown || !text || !project || !kept) return;
    const { trusted } = project;
    target?.show(project.target, trusted);
    shown.form.show(kept, this.marks(shown, kept.draft, kept.reply, text), scoresOf(kept, shown));
    shown.panels.select(kept.panel);
    const running = this.isRunning();
    shown.answer.show(kept, shown.model, {
      maySend: trusted && !running,
      maySave: trusted && this.savableRequest() !== undefined,
    });
    shown.copy.show(project.target.url === undefined ? undefined : (project.target.headers ?? []));
    shown.whatIf.show(kept.draft.rows.length, changed);
    const progress = project.target.state === 'ready' ? text.sending : text.startingScorer;
    shown.send.show(running, running ? progress : this.note, trusted ? undefined : text.restricted);
  }
}

/** What the answer on show predicts for a row of the grid, where it still belongs to the values. */
function scoresOf({ reply }: Kept, { model }: ShownModel): RowScores | undefined {
  if (reply?.kind !== 'answer' || reply.stale) return undefined;
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

function emptyState(problem: TesterProject['problem'], text: TesterText): HTMLElement {
  const { message, next } = problem ?? { message: text.noProject, next: text.noProjectNext };
  return make('div', { class: 'empty-state', role: 'status' }, make('h1', {}, message), make('p', {}, next));
}
