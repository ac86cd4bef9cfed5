import assert from 'node:assert/strict';
import { changesOf, figure, signed } from '../../../webview/evaluation/changes';
import { readMarkdown, withoutEmptySections } from '../../../webview/evaluation/markdown';

describe('changesOf', () => {
  const metric = (name: string, value: number, better?: 'higher' | 'lower' | 'one') => ({
    name,
    title: name,
    value,
    ...(better && { better }),
  });

  it('judges each measure by what is better for it', () => {
    const now = [
      metric('d2', 0.5, 'higher'),
      metric('deviance', 0.5, 'lower'),
      metric('balance', 1.02, 'one'),
      metric('mean', 0.06),
      metric('gini', 0.3, 'higher'),
      metric('recall', 0.9, 'higher'),
    ];
    const before = [
      metric('mean', 0.05),
      metric('balance', 0.95, 'one'),
      metric('deviance', 0.4, 'lower'),
      metric('d2', 0.4, 'higher'),
      metric('gini', 0.3 * (1 + 1e-12), 'higher'),
      metric('brier', 0.1, 'lower'),
    ];
    assert.deepEqual(
      changesOf(now, before).map(({ title, value, other, verdict }) => [title, value, other, verdict]),
      [
        ['d2', 0.5, 0.4, 'better'],
        ['deviance', 0.5, 0.4, 'worse'],
        ['balance', 1.02, 0.95, 'better'],
        ['mean', 0.06, 0.05, 'changed'],
        ['gini', 0.3, 0.3 * (1 + 1e-12), 'unchanged'],
        ['recall', 0.9, undefined, 'added'],
        ['brier', undefined, 0.1, 'removed'],
      ],
    );
  });

  it('judges nothing where there is nothing to compare with', () => {
    assert.deepEqual(changesOf([metric('d2', 0.5, 'higher')], undefined), [{ title: 'd2', value: 0.5 }]);
  });
});

describe('the numbers of the page', () => {
  it('have the digits that count, and their sign', () => {
    assert.equal(figure(0.858104), '0.8581');
    assert.equal(figure(534861.27), '534,861.3');
    assert.equal(figure(0), '0');
    assert.equal(signed(0.01234), '+0.01234');
    assert.equal(signed(-0.5), '−0.5');
  });
});

describe('readMarkdown', () => {
  it('reads headings, paragraphs, lists, tables, code and strong text', () => {
    const card = [
      '# Motor 1.0',
      '',
      'Predicts **claims\\*** by `a_b`.',
      'Second line.',
      '',
      '- one',
      '- two',
      '',
      '| A | B |',
      '| --- | --- |',
      '| `x\\|y` | 1\\|2 \\<b> |',
    ].join('\n');
    assert.deepEqual(readMarkdown(card), [
      { kind: 'heading', level: 1, text: [{ text: 'Motor 1.0' }] },
      {
        kind: 'paragraph',
        text: [
          { text: 'Predicts ' },
          { text: 'claims*', kind: 'strong' },
          { text: ' by ' },
          { text: 'a_b', kind: 'code' },
          { text: '. Second line.' },
        ],
      },
      { kind: 'list', items: [[{ text: 'one' }], [{ text: 'two' }]] },
      {
        kind: 'table',
        head: [[{ text: 'A' }], [{ text: 'B' }]],
        rows: [[[{ text: 'x|y', kind: 'code' }], [{ text: '1|2 <b>' }]]],
      },
    ]);
  });

  it('takes HTML, links and scripts as the text that they are', () => {
    const hostile = '<img src=x onerror=alert(1)> [go](command:workbench.action.quit)';
    assert.deepEqual(readMarkdown(hostile), [{ kind: 'paragraph', text: [{ text: hostile }] }]);
  });

  it('leaves pictures out, with the headings that have nothing else', () => {
    const card = '# Card\n\nText\n\n## Plots\n\n### Lorenz\n\n![A curve](lorenz.svg)\n\n## End\n\nDone';
    const kept = withoutEmptySections(readMarkdown(card));
    assert.deepEqual(
      kept.map((block) => ('text' in block ? block.text[0]?.text : '')),
      ['Card', 'Text', 'End', 'Done'],
    );
  });
});
