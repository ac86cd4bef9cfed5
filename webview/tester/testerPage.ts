import type { HostToTester, TesterProject } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { type SnippetKind, snippet } from './answer/snippets';
import { Asks } from './asks';
import { keyRequest, noKey } from './byKey/keyDraft';
import { type Current, Drafting, keptUnder } from './drafting';
import { fieldsOf } from './form/fields';
import { formEvents } from './form/formEvents';
import type { Marks } from './form/marks';
import type { ShownHistory } from './history/historyRoom';
import { Keeping } from './keeping';
import { keepingFocusInSight } from './focusInSight';
import type { PageHost } from './pageHost';
import type { Kept, Reply } from './saved';
import { showModel, type ShownModel } from './shownModel';
import { emptyState, keyMarks, rowMarks, showState, viewOf } from './showState';
import { fill } from './text';

type Row = Record<string, unknown>;

/** What Send would ask: the rows, or the row that a data source has for a key. */
type Asked = { rows: Row[] } | { featureKey: string; overrides: Row };

/** The request tester's page: takes what the host says and what a person does, keeps it, and shows it. */
export class TesterPage {
  private readonly keeping: Keeping;
  private readonly asks: Asks;
  private text: TesterText | undefined;
  private project: TesterProject | undefined;
  private shown: ShownModel | undefined;
  private readonly drafting: Drafting;
  /** The request whose answer the host can save. */
  private savable: number | undefined;
  private note = '';
  private history: ShownHistory = { enabled: true, entries: [] };

  constructor(
    private readonly root: HTMLElement,
    private readonly host: PageHost,
  ) {
    this.keeping = new Keeping(host);
    this.drafting = new Drafting({
      host,
      current: () => this.current(),
      keep: (change) => this.keep(change),
      show: () => this.show(),
      changed: (rows) => this.changed(rows),
    });
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
        if (this.keeping.pending?.request !== message.running) this.keeping.settle();
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
        this.take(request, { kind: 'answer', request, answer, stale: false });
        // The answer takes room from the form.
        keepingFocusInSight(() => this.show());
        return;
      }
      case 'failure': {
        const { request, message: what, next } = message;
        this.take(request, { kind: 'failure', message: what, next });
        break;
      }
      case 'fill':
        this.fill(message);
        break;
      case 'json':
        this.drafting.takeJson(message);
        break;
      case 'asked':
      case 'askFailed':
        this.asks.receive(message);
        return;
      case 'history':
        this.history = message;
        break;
    }
    this.show();
  }

  private take(request: number | undefined, reply: Reply): void {
    if (this.keeping.take(request, reply, this.shown?.key)) this.note = '';
  }

  private build({ key, model, problem }: TesterProject): void {
    const { host, text } = this;
    if (!text) return;
    const isSame = this.shown?.key === key && JSON.stringify(this.shown?.model) === JSON.stringify(model);
    if (this.shown && isSame) return;
    this.shown?.whatIf.dispose();
    this.shown?.shares.dispose();
    this.note = '';
    if (key === undefined || !model) {
      this.shown = undefined;
      this.root.replaceChildren(emptyState(problem, text));
      return;
    }
    const fields = fieldsOf(model.input, text);
    this.keeping.put(key, keptUnder(this.keeping.of(key), model.examples, fields));
    this.shown = showModel({ key, model, fields }, text, this.asks, {
      target: {
        start: () => host.post({ type: 'start' }),
        showLog: () => host.post({ type: 'showLog' }),
        choose: () => host.post({ type: 'manageTargets' }),
      },
      form: formEvents(model, fields, text, this.drafting.store()),
      answer: {
        toggleRaw: (rawOpen) => this.keep({ rawOpen }),
        save: () => this.save(),
        copy: (copied) => host.post({ type: 'copy', text: copied }),
        takeFeatures: () => this.drafting.takeFeatures(),
      },
      whatIf: {
        subject: () => this.subject(),
        saveFile: (name, file) => host.post({ type: 'saveFile', name, ...file }),
      },
      history: {
        recall: (entry, send) => host.post({ type: 'recall', entry, send }),
        search: () => host.post({ type: 'showHistory' }),
      },
      send: () => this.send(),
      goToAnswer: () => this.goToAnswer(),
      cancel: () => this.cancel(),
      copyAs: (kind) => this.copyAs(kind),
      choosePanel: (panel) => this.keep({ panel }),
      openPage: () => this.openPage(),
    });
    this.root.replaceChildren(this.shown.page);
  }

  private changed(rows: boolean): void {
    this.note = '';
    this.shown?.copy.clear();
    this.show(rows);
  }

  private current(): Current | undefined {
    const { shown, text, project } = this;
    const kept = shown && this.keeping.of(shown.key);
    return text && project && kept ? { shown, text, project, kept } : undefined;
  }

  private keep(change: Partial<Kept>): void {
    const { shown, kept } = this.current() ?? {};
    if (shown && kept) this.keeping.put(shown.key, { ...kept, ...change });
  }

  private send(): void {
    const current = this.current();
    if (!current?.project.trusted || this.isRunning()) return;
    if (!this.isReady(current)) return;
    const { shown, project } = current;
    const asked = askedOf(current);
    const { key } = shown;
    const byKey = 'featureKey' in asked;
    const row = byKey ? { byKey } : asked.rows.length === 1 ? { rows: asked.rows } : {};
    this.note = '';
    const request = this.keeping.begin({ key, target: project.target.title, ...row });
    this.keep({ panel: 'answer' });
    this.host.post(
      byKey ? { type: 'sendByKey', request, key, ...asked } : { type: 'send', request, key, ...asked },
    );
    this.show();
  }

  /** Whether nothing keeps the request from being sent; else says so, and leads to the first value to correct. */
  private isReady({ shown, text, project, kept }: Current): boolean {
    const isByKey = viewOf(kept, project) === 'key';
    const ofKey = keyMarks(shown, kept, text);
    const ofRows = rowMarks(shown, kept, text);
    const { problems } = isByKey ? ofKey : ofRows;
    if (problems === 0) return true;
    this.note = fill(text.problemsLeft, { count: problems });
    if (isByKey) {
      shown.form.focusKeyProblem(ofKey);
      this.show();
    } else this.showProblems(shown, kept, ofRows);
    return false;
  }

  private showProblems(shown: ShownModel, { draft, view }: Kept, marks: Marks): void {
    const inForm = [...marks.fields.values()].some(({ level }) => level === 'problem');
    const broken = draft.broken !== undefined || marks.firstProblem === undefined;
    const isForm = view === 'form' || view === 'key';
    const found = broken ? 'json' : isForm && !inForm ? 'rows' : isForm ? 'form' : view;
    this.keep({ view: found });
    this.show();
    shown.form.focusFirstProblem(found, marks);
  }

  private cancel(): void {
    const { pending } = this.keeping;
    if (!pending || !this.text) return;
    this.host.post({ type: 'cancel', request: pending.request });
    this.keeping.settle();
    this.note = this.text.cancelled;
    this.show();
  }

  /** Takes rows from the history, a saved request or the data into the form, and sends them where that is asked. */
  private fill(message: Extract<HostToTester, { type: 'fill' }>): void {
    const { shown } = this;
    if (shown?.key !== message.key) return;
    if (message.again === true && !this.keeping.isUnstored(message.key)) return;
    const cameFromHere = shown.history.hasFocus;
    this.drafting.fill(message);
    if (message.send) this.send();
    // The list, and with it what had the focus, is made anew.
    if (!cameFromHere) return;
    if (message.send) shown.panels.focus();
    else shown.form.focusView();
  }

  private goToAnswer(): void {
    this.keep({ panel: 'answer' });
    this.show();
    this.shown?.panels.bar.scrollIntoView();
    this.shown?.panels.focus();
  }

  private save(): void {
    const request = this.savableRequest();
    if (request !== undefined) this.host.post({ type: 'save', request });
  }

  private copyAs(kind: SnippetKind): void {
    const current = this.current();
    const { url, headers = [] } = current?.project.target ?? {};
    if (!current || url === undefined) return;
    this.host.post({ type: 'copy', text: snippet(kind, { url, headers, asked: askedOf(current) }) });
  }

  private openPage(): void {
    const { shown, kept } = this.current() ?? {};
    if (shown && kept) this.host.post({ type: 'openPage', key: shown.key, rows: kept.draft.rows });
  }

  /** What the What If room asks about; undefined while it cannot be asked. */
  private subject(): { rows: Row[]; at: number } | undefined {
    const current = this.current();
    if (!current?.project.trusted) return undefined;
    const { shown, kept, text } = current;
    if (rowMarks(shown, kept, text).problems > 0) return undefined;
    return { rows: kept.draft.rows, at: kept.draft.at };
  }

  /** The request of the answer on show, where the values are still those that were sent and the host has it still. */
  private savableRequest(): number | undefined {
    const reply = this.current()?.kept.reply;
    if (reply?.kind !== 'answer' || reply.stale || reply.byKey || reply.request !== this.savable) {
      return undefined;
    }
    return reply.request;
  }

  private isRunning(): boolean {
    const { pending } = this.keeping;
    return pending !== undefined && pending.key === this.shown?.key;
  }

  private show(changed = false): void {
    const current = this.current();
    if (!current) return;
    const { shown, text, project, kept } = current;
    const savable = this.savableRequest() !== undefined;
    const { note, history } = this;
    showState(shown, kept, { project, running: this.isRunning(), savable, note, changed, history }, text);
  }
}

function askedOf({ shown, project, kept }: Current): Asked {
  if (viewOf(kept, project) !== 'key') return { rows: kept.draft.rows };
  return keyRequest(kept.keyDraft ?? noKey, shown.overrideFields);
}
