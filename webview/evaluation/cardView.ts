import type { ShownEvaluation } from '../../contract/evaluationMessages';
import type { EvaluationText } from '../../contract/evaluationText';
import { make } from '../tester/dom';
import { readMarkdown, withoutEmptySections, type Block, type Run } from './markdown';
import { section } from './section';

/** The model card as text, with a button that opens it as a document. */
export function cardSection({ card }: ShownEvaluation, text: EvaluationText, open: () => void): HTMLElement {
  if (card === undefined) return section('card', text.card, make('p', { class: 'hint' }, text.noCard));
  const button = make('button', { type: 'button', class: 'secondary' }, text.openCard);
  button.addEventListener('click', open);
  const blocks = withoutEmptySections(readMarkdown(card)).map(blockElement);
  return section('card', text.card, button, make('article', {}, ...blocks));
}

function blockElement(block: Block): HTMLElement {
  switch (block.kind) {
    case 'heading':
      // The page's own headings come first: the card's begin below them.
      return make(block.level === 1 ? 'h3' : 'h4', {}, ...block.text.map(runNode));
    case 'paragraph':
      return make('p', {}, ...block.text.map(runNode));
    case 'list':
      return make('ul', {}, ...block.items.map((item) => make('li', {}, ...item.map(runNode))));
    case 'table': {
      const head = block.head.map((cell) => make('th', { scope: 'col' }, ...cell.map(runNode)));
      const rows = block.rows.map((row) =>
        make('tr', {}, ...row.map((cell) => make('td', {}, ...cell.map(runNode)))),
      );
      const table = make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows));
      return make('div', { class: 'wide', tabindex: '0' }, table);
    }
  }
}

function runNode({ text, kind }: Run): Node | string {
  return kind === undefined ? text : make(kind, {}, text);
}
