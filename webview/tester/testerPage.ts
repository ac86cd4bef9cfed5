import { RowValidator } from '../../contract/rows';
import type { HostToTester, TesterModel, TesterProject, TesterToHost } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { AnswerView } from './answerView';
import { make } from './dom';
import { type Draft, draftOf, editField, editJson, underModel } from './draft';
import { fieldsOf, type Field } from './fields';
import { FormView } from './formView';
import { keptOf, readSaved, storable, withKept, type Kept, type Reply, type Saved } from './saved';
import { SendBar } from './sendBar';
import { TargetLine } from './targetLine';
import { fill } from './text';
import { marksOf, type Marks } from './validate';

/** What a webview's page has of VS Code. */
export interface PageHost {
  post(message: TesterToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** A model on show: made once a model, then only brought up to date, so that focus and caret stay. */
interface Shown {
  key: string;
  model: TesterModel;
  fields: Field[];
  validator: RowValidator;
  form: FormView;
  answer: AnswerView;
  send: SendBar;
}

/** The request tester's page: keeps what was typed and answered, and shows it. */
export class TesterPage {
  private saved: Saved;
  private text: TesterText | undefined;
  private project: TesterProject | undefined;
  private shown: Shown | undefined;
  private target: TargetLine | undefined;
  /** The request whose answer the host can save. */
  private savable: number | undefined;
  private note = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly host: PageHost,
  ) {
    this.saved = readSaved(host.getState());
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
      case 'target':
        if (this.project) this.project = { ...this.project, target: message.target };
        break;
      case 'answer':
        this.savable = message.request;
        this.reply(message.request, {
          kind: 'answer',
          request: message.request,
          answer: message.answer,
          stale: false,
        });
        break;
      case 'fill':
        this.fill(message);
        break;
      case 'history':
      case 'asked':
      case 'askFailed':
        return;
      case 'failure':
        this.reply(message.request, { kind: 'failure', message: message.message, next: message.next });
        break;
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
    this.saved = withKept(this.saved, key, { ...kept, reply });
    this.store();
  }

  private settle(): void {
    const { schema, requests, projects } = this.saved;
    this.saved = { schema, requests, projects };
    this.store();
  }

  private build({ key, model, problem, target }: TesterProject): void {
    const { text } = this;
    if (!text) return;
    if (key === undefined || !model) {
      this.shown = undefined;
      this.target = undefined;
      this.root.replaceChildren(emptyState(problem, text));
      return;
    }
    const isSame = this.shown?.key === key && JSON.stringify(this.shown.model) === JSON.stringify(model);
    if (isSame) return;
    this.note = '';
    const fields = fieldsOf(model.input, text);
    const kept = this.keepDraft(key, model, fields);
    const form = new FormView(model, fields, text, kept.jsonOpen, {
      edit: (change) => this.edit((draft) => editField(draft, change, fields)),
      editJson: (json) => this.edit((draft) => editJson(draft, json, fields, text)),
      pickExample: (example) => this.edit(() => draftOf(model.examples[example], fields), { example }),
      toggleJson: (jsonOpen) => this.keep({ jsonOpen }),
    });
    const answer = new AnswerView(text, {
      toggleRaw: (rawOpen) => this.keep({ rawOpen }),
      save: () => this.save(),
    });
    const send = new SendBar(text, () => this.cancel());
    this.shown = { key, model, fields, validator: new RowValidator(model.input), form, answer, send };
    this.target = new TargetLine(text, {
      start: () => this.host.post({ type: 'start' }),
      showLog: () => this.host.post({ type: 'showLog' }),
    });
    this.target.show(target, this.project?.trusted ?? false);
    this.root.replaceChildren(this.layout(this.shown, this.target));
  }

  private layout({ model, form, answer, send }: Shown, target: TargetLine): HTMLElement {
    const title = make('h1', {}, model.name, ' ', make('span', { class: 'version' }, model.version));
    const head = make('header', {}, title);
    if (model.description !== undefined) head.append(make('p', { class: 'hint' }, model.description));
    const page = make(
      'form',
      { class: 'page', novalidate: true },
      make('div', { class: 'scroll' }, target.element, head, form.element),
      make('div', { class: 'panel' }, send.element, answer.element),
    );
    page.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    return page;
  }

  private keepDraft(key: string, model: TesterModel, fields: Field[]): Kept {
    const kept = keptOf(this.saved, key);
    const example = kept && kept.example < model.examples.length ? kept.example : 0;
    const first = model.examples[example];
    const draft = kept ? underModel(kept.draft, first, fields) : draftOf(first, fields);
    const next: Kept = { jsonOpen: false, rawOpen: false, ...kept, draft, example };
    this.saved = withKept(this.saved, key, next);
    this.store();
    return next;
  }

  private edit(change: (draft: Draft) => Draft, also: Partial<Kept> = {}): void {
    const kept = this.kept();
    if (!kept) return;
    const { reply } = kept;
    this.note = '';
    this.keep({
      ...also,
      draft: change(kept.draft),
      ...(reply?.kind === 'answer' && { reply: { ...reply, stale: true } }),
    });
    this.show();
  }

  /** Takes rows from the history or a saved request into the form, and sends them where that is asked. */
  private fill({ key, rows, send }: Extract<HostToTester, { type: 'fill' }>): void {
    const { shown, text } = this;
    if (!text || shown?.key !== key) return;
    const json = JSON.stringify({ rows }, null, 2);
    this.edit((draft) => editJson(draft, json, shown.fields, text));
    if (send) this.send();
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
    const marks = this.marks(shown, { ...kept.draft }, undefined, text);
    if (marks.problems > 0) {
      this.note = fill(text.problemsLeft, { count: marks.problems });
      this.show();
      shown.form.focusFirstProblem(marks);
      return;
    }
    const request = this.saved.requests + 1;
    this.note = '';
    this.saved = { ...this.saved, requests: request, pending: { request, key: shown.key } };
    this.store();
    this.host.post({ type: 'send', request, key: shown.key, rows: kept.draft.rows });
    this.show();
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

  /** The request of the answer on show, where the values are still those that were sent and the host has it still. */
  private savableRequest(): number | undefined {
    const reply = this.kept()?.reply;
    if (reply?.kind !== 'answer' || reply.stale || reply.request !== this.savable) return undefined;
    return reply.request;
  }

  private isRunning(): boolean {
    return this.saved.pending !== undefined && this.saved.pending.key === this.shown?.key;
  }

  private marks(shown: Shown, draft: Draft, reply: Reply | undefined, text: TesterText): Marks {
    const answer = reply?.kind === 'answer' && !reply.stale ? reply.answer : undefined;
    return marksOf(draft, shown.validator, answer, text);
  }

  private show(): void {
    const { shown, text, project, target } = this;
    const kept = this.kept();
    if (!shown || !text || !project || !kept) return;
    target?.show(project.target, project.trusted);
    shown.form.show(kept, this.marks(shown, kept.draft, kept.reply, text));
    const running = this.isRunning();
    shown.answer.show(kept.reply, shown.model, {
      rawOpen: kept.rawOpen,
      maySend: project.trusted && !running,
      maySave: project.trusted && this.savableRequest() !== undefined,
    });
    const progress = project.target.state === 'ready' ? text.sending : text.startingScorer;
    shown.send.show(running, running ? progress : this.note, project.trusted ? undefined : text.restricted);
  }
}

function emptyState(problem: TesterProject['problem'], text: TesterText): HTMLElement {
  const { message, next } = problem ?? { message: text.noProject, next: text.noProjectNext };
  return make('div', { class: 'empty-state', role: 'status' }, make('h1', {}, message), make('p', {}, next));
}
