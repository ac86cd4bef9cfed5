import type { TesterAnswer } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import { type Tab, Tabs } from '../tabs';
import { fill } from '../text';
import { PlainText, type PrettyJson, prettyPieces } from './prettyJson';

/** So much of an answer is shown at a time: a longer text would make the page slow. */
const PIECE = 50_000;

type BodyViewName = 'pretty' | 'raw' | 'headers';

/** The answer as text, folded away: laid out, as it came, and its headers. */
export class BodyView {
  readonly element: HTMLDetailsElement;

  constructor(
    answer: TesterAnswer,
    text: TesterText,
    options: { open: boolean; toggle: (open: boolean) => void; copy: (text: string) => void },
  ) {
    const copy = make('button', { type: 'button', class: 'secondary' }, text.copyAnswer);
    copy.addEventListener('click', () => options.copy(answer.body));
    this.element = make('details', { open: options.open }, make('summary', {}, text.rawAnswer));
    const fillIn = (): void => {
      if (!this.element.open || this.element.childElementCount > 1) return;
      this.element.append(...bodyNodes(answer, text), make('div', { class: 'buttons' }, copy));
    };
    fillIn();
    this.element.addEventListener('toggle', () => {
      fillIn();
      options.toggle(this.element.open);
    });
  }
}

function bodyNodes(answer: TesterAnswer, text: TesterText): HTMLElement[] {
  const panels: Record<BodyViewName, { title: string; fill: () => HTMLElement[] }> = {
    pretty: { title: text.pretty, fill: () => pieces(answer.body, prettyPieces(answer.body), text) },
    raw: { title: text.raw, fill: () => pieces(answer.body, new PlainText(answer.body), text) },
    headers: { title: text.headers, fill: () => headers(answer, text) },
  };
  const names: BodyViewName[] = ['pretty', 'raw', 'headers'];
  const tabs = names.map((name): Tab<BodyViewName> => {
    return { name, title: panels[name].title, panel: make('div') };
  });
  const show = (name: BodyViewName): void => {
    const panel = tabs.find((tab) => tab.name === name)?.panel;
    if (panel?.childElementCount === 0) panel.append(...panels[name].fill());
  };
  const bar = new Tabs('body', text.bodyViews, tabs, show);
  bar.select('pretty');
  show('pretty');
  return [bar.bar, ...tabs.map(({ panel }) => panel)];
}

function pieces(body: string, source: PrettyJson | PlainText, text: TesterText): HTMLElement[] {
  const pre = make('pre', { tabindex: '0', 'aria-label': text.rawAnswer }, source.next(PIECE));
  if (source.isDone) return [pre];
  const words = make('span', { class: 'hint', role: 'status' });
  let shown = PIECE;
  const count = (): void => {
    words.textContent = fill(text.cut, { shown: Math.min(shown, body.length), total: body.length });
  };
  count();
  const more = make('button', { type: 'button', class: 'secondary' }, text.showMore);
  more.addEventListener('click', () => {
    pre.append(source.next(PIECE));
    shown += PIECE;
    count();
    if (source.isDone) {
      more.remove();
      pre.focus();
    }
  });
  return [pre, make('div', { class: 'buttons' }, more, words)];
}

function headers(answer: TesterAnswer, text: TesterText): HTMLElement[] {
  const entries = Object.entries(answer.headers ?? {});
  if (entries.length === 0) return [make('p', { class: 'hint' }, text.noHeaders)];
  const rows = entries.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]);
  return [make('dl', { class: 'rows headers' }, ...rows)];
}
