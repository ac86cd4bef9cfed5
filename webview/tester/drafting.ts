import type { Example } from '../../contract/artefact';
import type { HostToTester, TesterProject } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { type KeyDraft, noKey } from './byKey/keyDraft';
import { type Draft, draftOf, editJson, replaceRows, underModel } from './form/draft';
import type { Field } from './form/fields';
import type { FormStore } from './form/formEvents';
import type { PageHost } from './pageHost';
import type { Kept } from './saved';
import type { ShownModel } from './shownModel';

/** All that the page of a model is made from, where there is one. */
export interface Current {
  shown: ShownModel;
  text: TesterText;
  project: TesterProject;
  kept: Kept;
}

export interface DraftingPorts {
  host: Pick<PageHost, 'post'>;
  current(): Current | undefined;
  keep(change: Partial<Kept>): void;
  show(): void;
  /** To be called when what would be sent has changed; `rows`: those of the form did. */
  changed(rows: boolean): void;
}

/** What is kept of a project under its model: the draft that there is, or the one of the first example. */
export function keptUnder(
  kept: Kept | undefined,
  examples: readonly Example[],
  fields: readonly Field[],
): Kept {
  const example = kept && kept.example < examples.length ? kept.example : 0;
  const first = examples[example];
  const draft = kept ? underModel(kept.draft, first, fields) : draftOf(first, fields);
  return { view: 'form', panel: 'answer', rawOpen: false, ...kept, draft, example };
}

/** Keeps what is written: rows from the form, from an editor, from the history, and the request by key. */
export class Drafting {
  /** The project whose JSON an editor was opened with. */
  private followed: string | undefined;

  constructor(private readonly ports: DraftingPorts) {}

  /** What the form's events do to what is kept. */
  store(): FormStore {
    const { ports } = this;
    return {
      edit: (change, also) => {
        this.edit(change, also);
        this.followJson();
      },
      editKey: (change) => this.editKey(change),
      look: (change) => {
        const kept = ports.current()?.kept;
        if (kept) ports.keep(change(kept));
        ports.show();
      },
      openEditor: () => {
        const { shown, kept } = ports.current() ?? {};
        if (!shown || !kept) return;
        this.followed = shown.key;
        ports.host.post({ type: 'editJson', key: shown.key, json: kept.draft.json });
      },
      pickData: () => {
        const { shown } = ports.current() ?? {};
        if (shown) ports.host.post({ type: 'pickData', key: shown.key });
      },
    };
  }

  /** Takes rows from the history, a saved request or the data into the form. */
  fill({ key, rows, data }: Extract<HostToTester, { type: 'fill' }>): void {
    const { shown, kept } = this.ports.current() ?? {};
    if (shown?.key !== key) return;
    // At once with what they tell of, so that private rows are never stored.
    this.takeJson({ key, json: JSON.stringify({ rows }, null, 2) }, data && { drawn: data });
    // Several rows of the data are looked at best beside each other.
    if (data && rows.length > 1) this.ports.keep({ view: 'rows' });
    else if (kept?.view === 'key') this.ports.keep({ view: 'form' });
  }

  /** Takes the rows as they stand in an editor, valid or not. */
  takeJson({ key, json }: { key: string; json: string }, also: Pick<Kept, 'drawn'> = {}): void {
    const { shown, text, kept } = this.ports.current() ?? {};
    if (!text || shown?.key !== key) return;
    if (kept?.draft.json === json) this.ports.keep(also);
    else this.edit((draft) => editJson(draft, json, shown.fields, text), also);
  }

  /** Puts the features of the answer on show into the form, to be changed and sent as a row. */
  takeFeatures(): void {
    const { shown, kept } = this.ports.current() ?? {};
    const features = kept?.reply?.kind === 'answer' ? kept.reply.answer.features : undefined;
    if (!shown || !features) return;
    const row = Object.fromEntries(Object.entries(features).map(([name, { value }]) => [name, value]));
    this.edit(() => replaceRows([row], 0, shown.fields), { view: 'form' });
    this.followJson();
    shown.form.focusView();
  }

  private edit(change: (draft: Draft) => Draft, also: Partial<Kept> = {}): void {
    const kept = this.ports.current()?.kept;
    if (kept) this.change(kept, { ...also, draft: change(kept.draft) }, false);
  }

  private editKey(change: (draft: KeyDraft) => KeyDraft): void {
    const kept = this.ports.current()?.kept;
    if (kept) this.change(kept, { keyDraft: change(kept.keyDraft ?? noKey) }, true);
  }

  /** An answer to the same kind of request belongs to other values then. */
  private change({ reply }: Kept, change: Partial<Kept>, byKey: boolean): void {
    const isOutdated = reply?.kind === 'answer' && (reply.byKey ?? false) === byKey;
    this.ports.keep({ ...change, ...(isOutdated && { reply: { ...reply, stale: true } }) });
    this.ports.changed(!byKey);
  }

  /** Tells an editor of the JSON what was changed here; what was changed there is not told back. */
  private followJson(): void {
    const { shown, kept } = this.ports.current() ?? {};
    if (!kept || this.followed === undefined || this.followed !== shown?.key) return;
    this.ports.host.post({ type: 'followJson', key: this.followed, json: kept.draft.json });
  }
}
