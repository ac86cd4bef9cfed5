import type { UsedFeature } from '../../../contract/featureKey';
import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import { valueText } from '../text';

/** What a row by key was scored with: each feature, marked by where it came from, in the model's order. */
export function featuresView(
  features: Readonly<Record<string, UsedFeature>>,
  { input }: Pick<TesterModel, 'input'>,
  text: TesterText,
  intoForm: () => void,
): HTMLElement {
  const names = [...new Set([...input['x-order'], ...Object.keys(features)])];
  const rows = names.flatMap((name) => {
    const feature = Object.hasOwn(features, name) ? features[name] : undefined;
    const column = Object.hasOwn(input.properties, name) ? input.properties[name] : undefined;
    return feature ? [featureRow(column?.title ?? name, feature, text)] : [];
  });
  const heads = [text.featureColumn, text.featureValue, text.featureFrom].map((words) =>
    make('th', { scope: 'col' }, words),
  );
  const button = make('button', { type: 'button', class: 'secondary' }, text.featuresIntoForm);
  button.addEventListener('click', intoForm);
  return make(
    'div',
    { class: 'features' },
    make(
      'table',
      {},
      make('caption', {}, text.featuresUsed),
      make('thead', {}, make('tr', {}, ...heads)),
      make('tbody', {}, ...rows),
    ),
    make('div', { class: 'buttons' }, button),
  );
}

function featureRow(label: string, { value, from }: UsedFeature, text: TesterText): HTMLElement {
  const isOverride = from === 'override';
  return make(
    'tr',
    { class: isOverride && 'is-override' },
    make('th', { scope: 'row' }, label),
    make('td', {}, valueText(value)),
    make('td', { class: 'from' }, isOverride ? text.fromOverride : text.fromDataSource),
  );
}
