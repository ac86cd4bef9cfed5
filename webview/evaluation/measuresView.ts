import type { Evaluation } from '../../contract/evaluation';
import type { OtherVersion } from '../../contract/evaluationMessages';
import type { EvaluationText } from '../../contract/evaluationText';
import { make } from '../tester/dom';
import { fill } from '../tester/text';
import { changesOf, figure, signed, type MetricChange, type Verdict } from './changes';
import { section } from './section';

/** The measures of a version, beside those of another that can be chosen. */
export class MeasuresView {
  readonly element: HTMLElement;
  private readonly table = make('table');

  /** @param compared the version to compare with; undefined: the first of the others, '': none. */
  constructor(
    private readonly evaluation: Evaluation,
    private readonly others: OtherVersion[],
    private readonly text: EvaluationText,
    compared: string | undefined,
    choose: (version: string) => void,
  ) {
    const known = others.some(({ version }) => version === compared) || compared === '';
    const chosen = known ? (compared ?? '') : (others[0]?.version ?? '');
    this.element = section('measures', text.measures, this.choice(chosen, choose), this.table);
    this.show(chosen);
  }

  private choice(chosen: string, choose: (version: string) => void): HTMLElement {
    const { text, others } = this;
    if (others.length === 0) return make('p', { class: 'hint' }, text.onlyVersion);
    const select = make('select', { id: 'compared' });
    for (const version of [...others.map((other) => other.version), '']) {
      const option = make('option', { value: version }, version === '' ? text.nothing : version);
      option.selected = version === chosen;
      select.append(option);
    }
    select.addEventListener('change', () => {
      choose(select.value);
      this.show(select.value);
    });
    const label = make('label', { for: 'compared' }, text.compareWith);
    return make('div', { class: 'choice' }, label, make('div', { class: 'select' }, select));
  }

  private show(version: string): void {
    const { text, evaluation } = this;
    const other = this.others.find((each) => each.version === version);
    const heads = [text.measure, fill(text.inVersion, { version: evaluation.version })];
    if (other) heads.push(fill(text.inVersion, { version: other.version }), text.change);
    const head = make('tr', {}, ...heads.map((title) => make('th', { scope: 'col' }, title)));
    const rows = changesOf(evaluation.metrics, other?.metrics).map((change) => this.row(change));
    this.table.replaceChildren(
      make('caption', { class: 'unseen' }, text.measures),
      make('thead', {}, head),
      make('tbody', {}, ...rows),
    );
  }

  private row(change: MetricChange): HTMLElement {
    const cells = [make('th', { scope: 'row' }, change.title), cell(change.value)];
    if (change.verdict) cells.push(cell(change.other), this.changeCell(change, change.verdict));
    return make('tr', {}, ...cells);
  }

  private changeCell({ value, other }: MetricChange, verdict: Verdict): HTMLElement {
    const { text } = this;
    const words = {
      better: text.better,
      worse: text.worse,
      unchanged: text.unchanged,
      changed: '',
      added: text.added,
      removed: text.removed,
    };
    const shown = make('td', { class: `change ${verdict}` });
    const moved = verdict === 'better' || verdict === 'worse' || verdict === 'changed';
    if (moved && value !== undefined && other !== undefined) {
      shown.append(make('span', { class: 'difference' }, signed(value - other)), ' ');
    }
    shown.append(make('span', { class: 'verdict' }, words[verdict]));
    return shown;
  }
}

function cell(value: number | undefined): HTMLElement {
  return make('td', { class: 'number' }, value === undefined ? '–' : figure(value));
}
