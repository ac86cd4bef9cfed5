import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { Budget } from '../../../extension/scaffold/jinja/limits';
import { render } from '../../../extension/scaffold/jinja/render';
import { Dict } from '../../../extension/scaffold/jinja/values';

const context = [['cookiecutter', new Dict([['name', 'x']], true)]] as const;

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

  it('has no names but those of the values', () => {
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
});
