import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Budget } from '../../../extension/scaffold/jinja/limits';
import { render } from '../../../extension/scaffold/jinja/render';
import { Failure } from '../../../contract/failure';
import { contextOf, environmentOf, type JinjaCase } from './jinjaCase';

const text = readFileSync(new URL('../../fixtures/templates/expressions.json', import.meta.url), 'utf8');
const table = JSON.parse(text) as { clock: number; cases: JinjaCase[] };

describe('expressions, held against Jinja2', () => {
  for (const one of table.cases) {
    const { template, expected, reason, files, lenient, settings } = one;
    it(JSON.stringify({ template, settings, lenient, files: files && Object.keys(files) }), () => {
      const environment = environmentOf(one, table.clock);
      const run = () => render(template, 'case', contextOf(text), new Budget(), environment);
      if (expected !== null) {
        assert.equal(run(), expected);
        return;
      }
      assert.throws(run, (error: unknown) => {
        assert.ok(error instanceof Failure, String(error));
        const undefinedName = reason?.startsWith('UndefinedError') === true;
        assert.equal(error.code === 'template-undefined', undefinedName, `${error.message} / ${reason}`);
        return true;
      });
    });
  }
});
