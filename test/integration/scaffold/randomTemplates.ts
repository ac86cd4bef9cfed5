/** What the templates may use. */
export const CONTEXT = {
  n: 3,
  m: -7,
  f: 0.5,
  s: 'Hello World',
  q: 'it\'s "so" <b>&',
  e: '',
  z: null,
  b: true,
  l: [3, 1, 2],
  w: ['b', 'A', 'c', 'a b'],
  d: { a: 1, b: [1, 2], c: 'x' },
  r: [
    { n: 'x', v: 2, t: { u: 1 } },
    { n: 'Y', v: 1, t: { u: 2 } },
    { n: 'x', v: 3, t: { u: 3 } },
  ],
};

type Kind = 'number' | 'text' | 'list' | 'dict' | 'boolean';
const KINDS: readonly Kind[] = ['number', 'text', 'list', 'dict', 'boolean'];

/** Makes templates at random; the same seed makes the same ones. */
export class RandomTemplates {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An expression, or a few statements around some. */
  next(): string {
    const kind = this.#below(4);
    if (kind === 0) return this.#statements(2);
    const expressions = Array.from({ length: 1 + this.#below(2) }, () => `{{ ${this.#any(3)} }}`);
    return expressions.join(' ');
  }

  // A multiply-with-xor generator of 32 bits, enough to spread the choices.
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  #pick<T>(options: readonly T[]): T {
    return options[this.#below(options.length)] as T;
  }

  #any(depth: number): string {
    return this.#of(this.#pick(KINDS), depth);
  }

  /** Now and then of another kind, so that refusals are compared too. */
  #of(kind: Kind, depth: number): string {
    const wanted = this.#below(40) === 0 ? this.#pick(KINDS) : kind;
    if (depth <= 0) return this.#leaf(wanted);
    switch (wanted) {
      case 'number':
        return this.#number(depth - 1);
      case 'text':
        return this.#text(depth - 1);
      case 'list':
        return this.#list(depth - 1);
      case 'dict':
        return this.#dict(depth - 1);
      case 'boolean':
        return this.#boolean(depth - 1);
    }
  }

  #leaf(kind: Kind): string {
    switch (kind) {
      case 'number':
        return this.#pick(['n', 'm', 'f', '0', '1', '2', '10', '2.5', '-1', '1e3', 'b', '0.1']);
      case 'text':
        return this.#pick(['s', 'q', 'e', "'a'", '"b c"', "'a,b,c'", "'ÆØå'", "'12'", "'-1.5'", "'x\\ny'"]);
      case 'list':
        return this.#pick(['l', 'w', '[]', '[1, 2]', "['x', 'y']", '(1, 2, 3)', 'range(4)', '(1,)']);
      case 'dict':
        return this.#pick(['d', '{}', "{'k': 1, 'j': 'v'}", '{1: 2}']);
      case 'boolean':
        return this.#pick(['true', 'false', 'b', 'z', 'none', 'n is odd']);
    }
  }

  #number(depth: number): string {
    const number = () => this.#of('number', depth);
    switch (this.#below(9)) {
      case 0:
        return `(${number()} ${this.#pick(['+', '-', '*', '/', '//', '%'])} ${number()})`;
      case 1:
        return `${number()} ${this.#pick(['+', '-', '*', '//', '%'])} ${number()}`;
      case 2:
        return `${this.#of('list', depth)} | ${this.#pick(['length', 'sum', 'first', 'max', 'min', 'count', 'last'])}`;
      case 3:
        return `${this.#of('text', depth)} | ${this.#pick(['length', 'int', 'float', 'wordcount', 'int(5)', 'int(base=16)'])}`;
      case 4:
        return `(${number()}) | ${this.#pick(['abs', 'round', 'round(1)', "round(1, 'floor')", "round(method='ceil')", 'int', 'float'])}`;
      case 5:
        return `${number()} ** ${this.#pick(['2', '3', '-1', '0', '0.5'])}`;
      case 6:
        return `(${this.#of('text', depth)}).${this.#pick(["find('o')", "count('l')", "rfind('a', 1)"])}`;
      case 7:
        return `(${number()} if ${this.#of('boolean', depth)} else ${number()})`;
      default:
        return `-${number()}`;
    }
  }

  #text(depth: number): string {
    const text = () => this.#of('text', depth);
    switch (this.#below(11)) {
      case 0:
        return `(${text()}) | ${this.#pick(['upper', 'lower', 'title', 'capitalize', 'trim', 'reverse', 'string', 'e', 'striptags', 'urlencode', 'first', 'last', 'safe', 'forceescape', 'urlize', 'pprint', 'tojson'])}`;
      case 1:
        return `(${text()}) | ${this.#pick(["replace('o', '0')", "replace('l', '', 1)", 'truncate(5)', "truncate(7, true, '..', 0)", 'center(15)', 'indent(2)', "indent('> ', true)", 'wordwrap(4)', "default('d', true)", "trim('Hd')"])}`;
      case 2:
        return `(${text()}).${this.#pick(['upper()', 'title()', 'swapcase()', "strip('Hd')", "center(14, '*')", 'zfill(6)', "replace('l', 'L', 2)", 'capitalize()', "removeprefix('He')", "ljust(8, '.')", 'casefold()', 'expandtabs()'])}`;
      case 3:
        return `(${text()} ~ ${this.#any(depth)})`;
      case 4:
        return `(${text()} + ${text()})`;
      case 5:
        return `(${text()})[${this.#pick(['1:', ':-1', '::-1', '1:4:2', '-3:', '0', '-1', ':2'])}]`;
      case 6:
        return `${this.#pick(["'%s'", "'%r'", "'%5s|'", "'<%-6s>'"])} % (${this.#any(depth)},)`;
      case 7:
        return `${this.#pick(["'%d'", "'%05.1f'", "'%+d'", "'%x'", "'%e'", "'%g'", "'%.3g'"])} % ${this.#of('number', 0)}`;
      case 8:
        return `${this.#pick(["'{}'", "'{:>8}'", "'{!r}'", "'{:^9}|'"])}.format(${text()})`;
      case 9:
        return `${this.#of('list', depth)} | join(${this.#pick(["', '", "''", "'-'"])})`;
      default:
        return `(${text()}) * ${this.#pick(['0', '1', '2', '-1'])}`;
    }
  }

  #list(depth: number): string {
    const list = () => this.#of('list', depth);
    switch (this.#below(12)) {
      case 0:
        return `(${list()} | ${this.#pick(['sort', 'reverse', 'unique', 'sort(reverse=true)', 'list', 'sort(case_sensitive=true)'])} | list)`;
      case 1:
        return `(${list()} | map('${this.#pick(['string', 'int', 'upper', 'length', 'abs', 'title'])}') | list)`;
      case 2:
        return `(${list()} | ${this.#pick(["select('odd')", "reject('even')", 'select', "select('string')", "reject('none')", "select('gt', 1)"])} | list)`;
      case 3:
        return `(${list()} | ${this.#pick(['batch(2)', 'slice(2)', "batch(2, 'x')", 'slice(3, 0)'])} | list)`;
      case 4:
        return `[${this.#any(depth)}, ${this.#any(depth)}]`;
      case 5:
        return `(${this.#any(depth)}, ${this.#any(depth)})`;
      case 6:
        return `(${list()} | list)[${this.#pick(['1:', ':-1', '::-1', '::2', '-2:'])}]`;
      case 7:
        return `(${this.#of('text', depth)}).split(${this.#pick(['', "' '", "','", "'l', 1", 'none, 1'])})`;
      case 8:
        return `((${list()} | list) + (${list()} | list))`;
      case 9:
        return `(${this.#of('dict', depth)} | dictsort)`;
      case 10:
        return this.#pick([
          "(r | map(attribute='n') | list)",
          "(r | map(attribute='t.u') | list)",
          "(r | selectattr('v', 'gt', 1) | map(attribute='v') | list)",
          "(r | sort(attribute='n,v') | map(attribute='v') | list)",
          "(r | rejectattr('n', 'eq', 'x') | list)",
          "(r | groupby('n') | map('first') | list)",
          "(r | sum(attribute='v'), r | max(attribute='v') | attr('n') is defined)",
        ]);
      default:
        return `(${this.#of('dict', depth)} | ${this.#pick(['list', 'items | list', 'length, '])})`;
    }
  }

  #dict(depth: number): string {
    switch (this.#below(3)) {
      case 0:
        return `{'a': ${this.#any(depth)}, ${this.#of('text', 0)}: ${this.#any(depth)}}`;
      case 1:
        return `dict(x=${this.#any(depth)}, y=${this.#any(depth)})`;
      default:
        return `dict(${this.#of('dict', depth)}, z=1)`;
    }
  }

  #boolean(depth: number): string {
    const [a, b] = [this.#any(depth), this.#any(depth)];
    switch (this.#below(8)) {
      case 0:
        return `(${a} ${this.#pick(['==', '!='])} ${b})`;
      case 1:
        return `(${this.#of('number', depth)} ${this.#pick(['<', '<=', '>', '>='])} ${this.#of('number', depth)})`;
      case 2:
        return `(${this.#of('boolean', depth)} ${this.#pick(['and', 'or'])} ${this.#of('boolean', depth)})`;
      case 3:
        return `(not ${this.#of('boolean', depth)})`;
      case 4:
        return `((${a}) is ${this.#pick(['', 'not '])}${this.#pick(['defined', 'none', 'string', 'number', 'sequence', 'mapping', 'iterable', 'integer', 'float', 'boolean', 'true', 'escaped', 'lower', 'callable'])})`;
      case 5:
        return `(${a} ${this.#pick(['in', 'not in'])} ${this.#of('list', depth)})`;
      case 6:
        return `(${this.#of('text', 0)} in ${this.#of('text', depth)})`;
      default:
        return `(${this.#of('number', 0)} < ${this.#of('number', 0)} <= ${this.#of('number', depth)})`;
    }
  }

  #statements(depth: number): string {
    return Array.from({ length: 1 + this.#below(3) }, () => this.#statement(depth)).join(
      this.#pick(['', ' ', '\n']),
    );
  }

  #statement(depth: number): string {
    if (depth === 0) return `{{ ${this.#pick(['x', 'i', 'n', 's', 'loop.index'])} | default('-') }}`;
    const body = () => this.#statements(depth - 1);
    const [open, close] = [this.#pick(['{%', '{%-']), this.#pick(['%}', '-%}'])];
    switch (this.#below(11)) {
      case 0:
        return `${open} if ${this.#of('boolean', 2)} ${close}\n ${body()} {% elif ${this.#any(1)} %}${body()}${open} else ${close} e ${body()}{% endif %}`;
      case 1:
        return `${open} for i in ${this.#of('list', 2)}${this.#pick(['', ' if i', ' if i is string'])} ${close} ${body()}{{ loop.index }}{{ loop.last }} {% else %}none{% endfor %}`;
      case 2:
        return `{% set x = ${this.#any(2)} %}{{ x }}${body()}`;
      case 3:
        return `{% set x %} ${body()} {% endset %}[{{ x }}]`;
      case 4:
        return `{% macro p(a, b=${this.#any(1)}) ${close} {{ a }}/{{ b }}${body()}{% endmacro %}{{ p(${this.#any(1)}) }}{{ p(b=1, a=${this.#any(1)}) }}`;
      case 5:
        return `{% with x = ${this.#any(2)} %}${body()}{% endwith %}{{ x | default('u') }}`;
      case 6:
        return `{% filter ${this.#pick(['upper', 'trim', 'title', 'indent', "replace('a', 'b')", 'e'])} %} ${body()} {% endfilter %}`;
      case 7:
        return `{% set ns = namespace(c=0) %}{% for i in ${this.#of('list', 1)} %}{% set ns.c = ns.c + 1 %}${body()}{% endfor %}{{ ns.c }}`;
      case 8:
        return `{% macro c() %}<{{ caller(${this.#any(1)}) }}>{% endmacro %}{% call(x) c() %}${body()}{{ x }}{% endcall %}`;
      case 9:
        return `{% for k, v in ${this.#of('dict', 1)}.items() %}{{ k }}={{ v }}{{ loop.cycle('a', 'b') }}${body()}{% endfor %}`;
      default:
        // Not by a variable: Jinja then prints what it computes while it compiles, such as '%r' % 'x', without escaping it.
        return `{% autoescape ${this.#pick(['true', 'false'])} %}{{ ${this.#any(2)} }}${body()}{% endautoescape %}`;
    }
  }
}
