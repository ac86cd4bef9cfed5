import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseJson } from '../../../extension/scaffold/jsonReader';
import { Budget } from '../../../extension/scaffold/jinja/limits';
import { render } from '../../../extension/scaffold/jinja/render';
import { Dict, type Value } from '../../../extension/scaffold/jinja/values';
import { print } from '../../../extension/scaffold/jinja/printing';
import { Failure } from '../../../contract/failure';

interface Table {
  context: unknown;
  cases: { template: string; expected: string | null; reason?: string }[];
}

const file = new URL('../../fixtures/templates/expressions.json', import.meta.url);
const text = readFileSync(file, 'utf8');
const table = JSON.parse(text) as Table;

/** The context as cookiecutter has it, where every object of a JSON file is an OrderedDict. */
function context(): [string, Value][] {
  const all = parseJson(text, 'expressions.json');
  assert.ok(all instanceof Dict);
  const values = all.get('context');
  assert.ok(values instanceof Dict);
  return values.entries().map(([name, value]) => [print(name), value]);
}

describe('expressions, held against Jinja2', () => {
  for (const { template, expected, reason } of table.cases) {
    it(JSON.stringify(template), () => {
      const run = () => render(template, 'case', context(), new Budget());
      if (expected !== null) {
        assert.equal(run(), expected);
        return;
      }
      assert.throws(run, (error: unknown) => {
        assert.ok(error instanceof Failure);
        const undefinedName = reason?.startsWith('UndefinedError') === true;
        assert.equal(error.code === 'template-undefined', undefinedName, `${error.message} / ${reason}`);
        return true;
      });
    });
  }
});
