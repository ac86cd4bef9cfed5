import assert from 'node:assert/strict';
import { combinationsOf, pairwise, type Choice } from '../../../scripts/templates/answerSets';

describe('The sets of answers that a template is tried with', () => {
  const choices: Choice[] = [
    ['task', ['frequency', 'severity', 'classification']],
    ['gitlab', ['gitlab', 'none']],
    ['licence', ['proprietary', 'MIT']],
    ['python', ['3.11', '3.12', '3.13']],
  ];

  it('are every combination, each once', () => {
    const sets = combinationsOf(choices).map((set) => JSON.stringify(set));
    assert.equal(new Set(sets).size, 3 * 2 * 2 * 3);
    assert.equal(sets.length, 3 * 2 * 2 * 3);
  });

  it('or few, in which each two answers meet', () => {
    const sets = pairwise(choices);
    assert.ok(sets.length < 15, String(sets.length));
    for (const [one, ones] of choices) {
      for (const [other, others] of choices.filter(([name]) => name !== one)) {
        for (const a of ones) {
          for (const b of others) assert.ok(sets.some((set) => set[one] === a && set[other] === b));
        }
      }
    }
  });
});
