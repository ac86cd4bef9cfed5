import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { DEFAULT_ENVIRONMENT } from '../../../extension/scaffold/jinja/environment';
import { Budget } from '../../../extension/scaffold/jinja/limits';
import { render } from '../../../extension/scaffold/jinja/render';

const nested = (times: number, inside: string) =>
  '{% if true %}'.repeat(times) + inside + '{% endif %}'.repeat(times);

const FILES: Record<string, string> = {
  'bad.txt': 'one\ntwo {{ nosuch }}',
  'outer.txt': 'a\n\n{% include "bad.txt" %}',
  'syntax.txt': 'a\n{% if x %}',
  'macros.txt': '{% macro fail() %}\n\n{{ 1 / 0 }}{% endmacro %}',
  'base.txt': 'x\n{% block b %}\n{{ lacking }}{% endblock %}',
  'self.txt': '{% include "self.txt" %}',
  'ring.txt': '{% extends "ring.txt" %}',
  'import.txt': '{% import "import.txt" as again %}',
};

function failure(template: string): Failure {
  const environment = { ...DEFAULT_ENVIRONMENT, load: (name: string) => FILES[name] };
  try {
    render(template, 'main.txt', [], new Budget(), environment);
  } catch (error) {
    assert.ok(error instanceof Failure, `${template.slice(0, 60)}: ${String(error)}`);
    return error;
  }
  assert.fail(`${template.slice(0, 60)} was rendered`);
}

describe('templates that use others', () => {
  it('say which file and line is at fault', () => {
    const places: [string, RegExp][] = [
      ['{% include "bad.txt" %}', /^bad\.txt:2: 'nosuch' is undefined/],
      ['\n{% include "outer.txt" %}', /^bad\.txt:2: /],
      ['{% include "syntax.txt" %}', /^syntax\.txt:2: /],
      ['\n{% from "macros.txt" import fail %}\n{{ fail() }}', /^macros\.txt:3: division by zero/],
      ['{% extends "base.txt" %}', /^base\.txt:3: 'lacking' is undefined/],
      [
        '{% extends "base.txt" %}\n{% block b %}{{ mine }}{% endblock %}',
        /^main\.txt:2: 'mine' is undefined/,
      ],
      ['a\n{% include "absent.txt" %}', /^main\.txt:2: the template 'absent\.txt' is not there/],
      ['{% include "macros.txt" %}\n\n{{ later }}', /^main\.txt:3: 'later' is undefined/],
      ['{% macro m(a) %}{{ a }}{% endmacro %}\n{{ m() }}', /^main\.txt:1: parameter 'a' was not provided/],
    ];
    for (const [template, place] of places) assert.match(failure(template).message, place, template);
  });

  it('end in a sentence when they call themselves without end', () => {
    for (const endless of [
      '{% include "self.txt" %}',
      '{% extends "ring.txt" %}',
      '{% import "import.txt" as m %}',
      '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
      `{% macro m() %}${nested(90, '{{ m() }}')}{% endmacro %}{{ m() }}`,
      `{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}`,
      '{% block b %}{{ self.b() }}{% endblock %}',
      '{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}',
      `{% for x in [1] recursive %}${nested(90, '{{ loop([1]) }}')}{% endfor %}`,
      '{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}',
      '{% set l = [] %}{% set ns = namespace(l=l) %}{% set _ = l.append(ns) %}{{ l }}',
      '{% for i in range(9**9) %}{{ random_ascii_string(100000) }}{% endfor %}',
      "{{ ('x ' * 2000000) | wordwrap(1) | wordwrap(1) | length }}{% for i in range(9999) %}{{ ('x ' * 2000000) | wordwrap(1) | length }}{% endfor %}",
      "{{ [1] | batch(10**12, 'x') | list }}",
      '{{ [1] | slice(10**12) | list }}',
      "{{ 'a\n' * 1000000 | indent(10000) }}",
      "{{ '\t' * 1000000 | string }}{{ ('\t' * 1000000).expandtabs(10**9) }}",
      "{{ '<' * 4000000 | e | e | forceescape | forceescape | forceescape | length }}{% for i in range(99999) %}{{ ('<' * 4000000) | e | length }}{% endfor %}",
    ]) {
      const { code, message } = failure(endless);
      assert.match(code, /^template-(?:limit|error|syntax)$/, `${endless.slice(0, 80)}: ${message}`);
    }
  }).timeout(60_000);
});
