import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { Budget } from '../../../extension/scaffold/jinja/limits';
import { render } from '../../../extension/scaffold/jinja/render';
import { Dict } from '../../../extension/scaffold/jinja/values';

const context = [['cookiecutter', new Dict([['name', 'x']], true)]] as const;

const LAUGHS = `{% set l = [1] %}{% set m = [1] %}${'{% set l = [l, l] %}{% set m = [m, m] %}'.repeat(60)}`;

function refused(template: string, code: string, words: RegExp): void {
  assert.throws(
    () => render(template, 'file.txt', context, new Budget()),
    (error: unknown) => {
      assert.ok(error instanceof Failure, String(error));
      assert.equal(error.code, code, `${template}: ${error.message}`);
      assert.match(error.message, words, template);
      return true;
    },
  );
}

describe('what a template may not do', () => {
  it('names what Bellhop does not know, with its line', () => {
    refused(
      "a\nb\n{{ 'x' | nosuch }}",
      'template-unsupported',
      /^file\.txt:3: the filter 'nosuch' is not known/,
    );
    refused('\n{{ 1 is nosuch }}', 'template-unsupported', /^file\.txt:2: the test 'nosuch'/);
    refused('{{ lipsum() }}', 'template-unsupported', /the function 'lipsum'/);
    refused(
      "\n\n{{ 'x'.encode() }}",
      'template-unsupported',
      /^file\.txt:3: the attribute 'encode' of a str/,
    );
    for (const name of ['do', 'trans', 'break', 'continue', 'debug']) {
      refused(
        `one\n{% ${name} %}`,
        'template-unsupported',
        new RegExp(`^file\\.txt:2: the tag '${name}' is not known`),
      );
    }
    refused("{{ '中' | slugify }}", 'template-unsupported', /the character '中'/);
    refused("{{ '\\N{BULLET}' }}", 'template-unsupported', /by its name/);
  });

  it('does not mind an unknown filter where it does not come', () => {
    assert.equal(render('{% if false %}{{ 1 | nosuch }}{% endif %}ok', 'f', context, new Budget()), 'ok');
  });

  it('reaches nothing of the language that runs it', () => {
    for (const walk of [
      "''.__class__",
      'cookiecutter.__class__',
      "cookiecutter['__proto__']",
      '[].__proto__',
      'range.__init__',
      "''.constructor",
      'cookiecutter.constructor',
      '[].constructor',
      'range.constructor',
      '(1).constructor',
      'cookiecutter.name.constructor',
      "[]['constructor']",
      "cookiecutter['hasOwnProperty']",
      '[].push',
      "''.at",
      '[].items.constructor',
      'none.constructor',
      'range.call',
      'range(1).at',
      'loop',
      'process',
      'require',
      'globalThis',
      'self.__init__',
      'self.constructor',
      'namespace().constructor',
      'cycler(1).constructor',
      'joiner().call',
      "('x'|e).constructor",
      "'x'|attr('constructor')",
      "'x'|attr('__class__')",
      'this',
      "[1]|map(attribute='constructor')|first",
      "[1]|map(attribute='__proto__')|first",
      "'{0.constructor}'.format(1)",
    ]) {
      assert.throws(
        () => render(`{{ ${walk} }}`, 'f', context, new Budget()),
        (error: unknown) =>
          error instanceof Failure && /^template-(?:undefined|unsupported)$/.test(error.code),
        walk,
      );
    }
    assert.equal(
      render(
        "{% set d = {} %}{% set _ = d.update({'__proto__': 1}) %}{{ d }}{{ d.x is defined }}",
        'f',
        context,
        new Budget(),
      ),
      "{'__proto__': 1}False",
    );
  });

  it('ends in a sentence, not in a hanging editor', () => {
    const started = performance.now();
    // prettier-ignore
    for (const endless of [
      '{% for a in range(10**9) %}{% endfor %}',
      '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}',
      // Values that hold one another twice, which double with every level.
      `${LAUGHS}{{ l }}`,
      `${LAUGHS}{{ l | jsonify }}`,
      `${LAUGHS}{{ l == m }}`,
      `${LAUGHS}{{ l < m }}`,
      '{% set l = (1,) %}' + '{% set l = (l, l) %}'.repeat(60) + '{{ {l: 1} }}',
      // Long texts and large lists gone through again and again.
      "{% set b = 'x' * 4900000 %}{% for i in range(100000) %}{% set x = b.strip('y') %}{% endfor %}",
      "{% set b = 'x' * 4900000 %}{% for i in range(100000) %}{% set y = 'y' in b %}{% endfor %}",
      "{% set b = '😀' * 1000000 %}{% for i in range(100000) %}{% set x = b | length %}{% endfor %}",
      "{% set b = '😀' * 1000000 %}{% for i in range(100000) %}{% set x = b[0] %}{% endfor %}",
      '{% set b = range(100000) | list %}{% for i in range(100000) %}{% set x = b == b[:] %}{% endfor %}',
      "{{ 'x' * 10**12 }}",
      '{{ [1] * 10**12 }}',
      '{{ range(10**12) | list }}',
      '{{ 9**(9**9) }}',
      '{{ 10**100000 }}',
      "{{ 'x'.center(10**12) }}",
      "{{ '%999999999999d' % 1 }}",
      "{{ '{:>999999999999}'.format(1) }}",
      "{{ 'x'.zfill(10**11) }}",
      "{{ ('x' * 1000000).replace('x', 'y' * 1000000) }}",
      "{{ ('a' * 100000).join('b' * 100000) }}",
      `{% set l = ['x' * 1000] %}{% for i in range(99) %}{% set _ = l.append((l | join) ~ (l | join)) %}{% endfor %}`,
      '{% set l = [] %}{% set _ = l.append(l) %}{{ l }}',
      '{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}',
      `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
      `{{ ${'-'.repeat(5000)}1 }}`,
      `{{ ${'not '.repeat(5000)}1 }}`,
      `{{ 1${' + 1'.repeat(5000)} }}`,
      `{{ 1${' if 1 else 1'.repeat(5000)} }}`,
      `{{ x${'.a'.repeat(5000)} is defined }}`,
      '{% if 1 %}'.repeat(5000),
      `{{ 'a'${'|upper'.repeat(5000)} }}`,
      `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`,
    ]) {
      assert.throws(
        () => render(endless, 'f', context, new Budget()),
        (error: unknown) => {
          assert.ok(error instanceof Failure, `${endless.slice(0, 60)}: ${String(error)}`);
          assert.match(error.code, /^template-(?:limit|error)$/, `${endless.slice(0, 60)}: ${error.message}`);
          return true;
        },
      );
    }
    assert.ok(performance.now() - started < 20_000);
  }).timeout(60_000);
});
