import { asInteger, asOptionalText, asText, bind } from './arguments';
import { stripTags } from './entities';
import { escapeForPlace, escapeText, escapeValue } from './escaping';
import { toHtmlSafeJson } from './json';
import { iterate, length as lengthOf, truthy } from './operators';
import { print } from './printing';
import { wrong } from './problem';
import type { Filter, Runtime } from './runtime';
import { formatPercent } from './percentFormat';
import { replace } from './stringMethods';
import { textLength, textSlice } from './text';
import { follow } from './sequenceFilters';
import { urlize } from './urlize';
import { Dict, Markup, Tuple, Undefined, typeName, type Arguments, type Value } from './values';

const marked = (text: string, { autoescape }: Runtime): Value => (autoescape ? new Markup(text) : text);

function xmlattr(input: Value, args: Arguments, runtime: Runtime): Value {
  const [autospace = true] = bind('xmlattr', args, 'autospace?');
  if (!(input instanceof Dict)) throw wrong(`a ${typeName(input)} is not a dict`);
  const parts: string[] = [];
  for (const [key, value] of input.entries()) {
    if (value === null || value instanceof Undefined) continue;
    const name = asText('xmlattr', key);
    if (/[ \t-\r/>=]/.test(name)) throw wrong(`'${name}' cannot be the name of an attribute`);
    parts.push(`${escapeText(name)}="${escapeValue(value).text}"`);
  }
  const text = parts.join(' ');
  return marked(truthy(autospace) && text !== '' ? ` ${text}` : text, runtime);
}

function truncate(input: Value, args: Arguments): Value {
  const [lengthValue, kill = false, endValue = '...', leewayValue] = bind(
    'truncate', args, 'length?', 'killwords?', 'end?', 'leeway?',
  ); // prettier-ignore
  const end = asText('truncate', endValue);
  const length = asInteger('truncate', lengthValue, 255);
  const leeway = asInteger('truncate', leewayValue ?? undefined, 5);
  if (length < textLength(end)) throw wrong("'truncate' has no place for its end");
  if (leeway < 0) throw wrong("the leeway of 'truncate' is negative");
  if (lengthOf(input) <= length + leeway) return input;
  const text = asText('truncate', input);
  let short = textSlice(text, 0, length - textLength(end));
  if (!truthy(kill) && short.includes(' ')) short = short.slice(0, short.lastIndexOf(' '));
  return input instanceof Markup ? new Markup(short + escapeValue(endValue).text) : short + end;
}

function join(input: Value, args: Arguments, { budget, autoescape }: Runtime): Value {
  const [separator = '', attribute = null] = bind('join', args, 'd?', 'attribute?');
  const parts = Array.from(iterate(input, budget), (part) =>
    attribute === null ? part : follow(part, attribute),
  );
  const escapes = autoescape && [separator, ...parts].some((part) => part instanceof Markup);
  const text = (value: Value) => (escapes ? escapeValue(value).text : print(value));
  const [between, texts] = [text(separator), parts.map(text)];
  budget.size(texts.reduce((sum, part) => sum + part.length + between.length, 0));
  return escapes ? new Markup(texts.join(between)) : texts.join(between);
}

function replaceFilter(input: Value, args: Arguments, { budget, autoescape }: Runtime): Value {
  const [old = '', by = '', count] = bind('replace', args, 's', 'new', 'count?');
  const limit = count === undefined || count === null ? -1 : asInteger('replace', count);
  if (!autoescape) return replace(print(input), print(old), print(by), limit, budget);
  const escapes = old instanceof Markup || (by instanceof Markup && !(input instanceof Markup));
  const text = escapes ? escapeValue(input) : input;
  if (!(text instanceof Markup)) return replace(print(text), print(old), print(by), limit, budget);
  return new Markup(replace(text.text, print(old), escapeValue(by).text, limit, budget));
}

function format(input: Value, args: Arguments, { budget }: Runtime): Value {
  if (args.named.size > 0 && args.positional.length > 0) {
    throw wrong("'format' takes values in order or by name, not both");
  }
  const place = input instanceof Markup ? escapeForPlace : (value: Value) => value;
  const named = Array.from(args.named, ([key, value]): [Value, Value] => [key, place(value)]);
  const values = named.length > 0 ? new Dict(named) : new Tuple(args.positional.map(place));
  const text = formatPercent(print(input), values, budget);
  return input instanceof Markup ? new Markup(text) : text;
}

function urlizeFilter(input: Value, args: Arguments, runtime: Runtime): Value {
  const [limit = null, nofollow = false, target, rel, schemes = null] = bind(
    'urlize', args, 'trim_url_limit?', 'nofollow?', 'target?', 'rel?', 'extra_schemes?',
  ); // prettier-ignore
  const rels = new Set(asOptionalText('urlize', rel)?.split(/\s+/).filter(Boolean));
  if (truthy(nofollow)) rels.add('nofollow');
  rels.add('noopener');
  const extra =
    schemes === null ? [] : Array.from(iterate(schemes, runtime.budget), (one) => asText('urlize', one));
  const bad = extra.find((scheme) => !/^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u.test(scheme));
  if (bad !== undefined) throw wrong(`'${bad}' is not the scheme of an address`);
  const options = {
    limit: limit === null ? undefined : asInteger('urlize', limit),
    rel: [...rels].sort().join(' '),
    target: asOptionalText('urlize', target),
    schemes: extra,
  };
  const text = urlize(escapeValue(input).text, options, runtime.budget);
  return marked(text, runtime);
}

function tojson(input: Value, args: Arguments): Value {
  const [indent = null] = bind('tojson', args, 'indent?');
  return new Markup(toHtmlSafeJson(input, indent === null ? undefined : asInteger('tojson', indent)));
}

const escape: Filter = (input) => escapeValue(input);

/** The filters that make markup or treat it in a way of their own; all others see its text. */
export const MARKUP_FILTERS: readonly (readonly [string, Filter])[] = [
  ['e', escape],
  ['escape', escape],
  ['forceescape', (input) => new Markup(escapeText(print(input)))],
  ['safe', (input) => new Markup(print(input))],
  ['string', (input) => (input instanceof Markup ? input : print(input))],
  ['striptags', (input) => stripTags(print(input))],
  ['xmlattr', xmlattr],
  ['truncate', truncate],
  ['join', join],
  ['replace', replaceFilter],
  ['format', format],
  ['urlize', urlizeFilter],
  ['tojson', tojson],
];
