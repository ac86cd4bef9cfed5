import { RowValidator } from '../../contract/rows';
import type { TesterModel } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { AnswerView, type AnswerActions } from './answer/answerView';
import { CopyBar } from './answer/copyBar';
import { SharesView } from './answer/sharesView';
import type { SnippetKind } from './answer/snippets';
import type { Asks } from './asks';
import { make } from './dom';
import { overrideFieldsOf, type Field } from './form/fields';
import { FormView, type FormEvents } from './form/formView';
import { type HistoryActions, HistoryRoom } from './history/historyRoom';
import type { PanelName } from './saved';
import { SendBar } from './sendBar';
import { type Tab, Tabs } from './tabs';
import { TargetLine, type TargetActions } from './targetLine';
import { type WhatIfPorts, WhatIfRoom } from './whatIf/whatIfRoom';

/** A model on show: made once a model, then only brought up to date, so that focus and caret stay. */
export interface ShownModel {
  key: string;
  model: TesterModel;
  fields: Field[];
  overrideFields: Field[];
  validator: RowValidator;
  target: TargetLine;
  form: FormView;
  send: SendBar;
  answer: AnswerView;
  shares: SharesView;
  copy: CopyBar;
  whatIf: WhatIfRoom;
  history: HistoryRoom;
  panels: Tabs<PanelName>;
  page: HTMLFormElement;
}

export interface ShownModelEvents {
  target: TargetActions;
  form: FormEvents;
  answer: AnswerActions;
  whatIf: WhatIfPorts;
  history: HistoryActions;
  send(): void;
  cancel(): void;
  /** Shows the answer, which may be out of sight. */
  goToAnswer(): void;
  copyAs(kind: SnippetKind): void;
  choosePanel(panel: PanelName): void;
  openPage(): void;
}

/** The page of a model: the form, and beside or below it Send, the answer and What If. */
export function showModel(
  { key, model, fields }: Pick<ShownModel, 'key' | 'model' | 'fields'>,
  text: TesterText,
  asks: Asks,
  events: ShownModelEvents,
): ShownModel {
  const overrideFields = overrideFieldsOf(model.input, text);
  const target = new TargetLine(text, events.target);
  const form = new FormView(model, { ofRows: fields, ofOverrides: overrideFields }, text, events.form);
  const send = new SendBar(text, { cancel: () => events.cancel(), goToAnswer: () => events.goToAnswer() });
  const shares = new SharesView(key, model, fields, text, asks);
  const answer = new AnswerView(text, events.answer, shares.element);
  const copy = new CopyBar(text, (kind) => events.copyAs(kind));
  const whatIf = new WhatIfRoom(key, model, fields, text, asks, events.whatIf);
  const history = new HistoryRoom(text, events.history);
  const tabs: Tab<PanelName>[] = [
    { name: 'answer', title: text.answerTitle, panel: make('div', {}, answer.element, copy.element) },
    { name: 'whatIf', title: text.whatIf, panel: make('div', {}, whatIf.element) },
    { name: 'history', title: text.history, panel: make('div', {}, history.element) },
  ];
  const panels = new Tabs('panel', text.panels, tabs, (panel) => events.choosePanel(panel));
  const page = make(
    'form',
    { class: 'page', novalidate: true },
    make('div', { class: 'scroll' }, target.element, header(model, text, events), form.element),
    make('div', { class: 'panel' }, send.element, panels.bar, ...tabs.map(({ panel }) => panel)),
  );
  page.addEventListener('submit', (event) => {
    event.preventDefault();
    events.send();
  });
  const validator = new RowValidator(model.input);
  return {
    key,
    model,
    fields,
    overrideFields,
    validator,
    target,
    form,
    send,
    answer,
    shares,
    copy,
    whatIf,
    history,
    panels,
    page,
  };
}

function header(model: TesterModel, text: TesterText, events: ShownModelEvents): HTMLElement {
  const title = make('h1', {}, model.name, ' ', make('span', { class: 'version' }, model.version));
  const open = make('button', { type: 'button', class: 'link open-page' }, text.openPage);
  open.addEventListener('click', () => events.openPage());
  const head = make('header', {}, make('div', { class: 'title-line' }, title, open));
  if (model.description !== undefined) head.append(make('p', { class: 'hint' }, model.description));
  return head;
}
