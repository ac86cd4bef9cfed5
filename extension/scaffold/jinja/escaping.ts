import { spend, type Budget } from './limits';
import { print } from './printing';
import { List, Markup, Tuple, type Value } from './values';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

export function escapeText(text: string): string {
  spend(text.length / 5);
  return text.replace(/[&<>'"]/g, (char) => ENTITIES[char] ?? char);
}

/** The value as HTML; markup is that already. */
export function escapeValue(value: Value): Markup {
  return value instanceof Markup ? value : new Markup(escapeText(print(value)));
}

/** The text, escaped where that is on. */
export function escaped(text: string, on: boolean): string {
  return on ? escapeText(text) : text;
}

/** Jinja's `~` while escaping is on: what is no markup is escaped if there is any markup among the values. */
export function joinMarkup(values: readonly Value[], budget: Budget): Value {
  const hasMarkup = values.some((value) => value instanceof Markup);
  const texts = values.map((value) => (hasMarkup ? escapeValue(value).text : print(value)));
  budget.size(texts.reduce((sum, text) => sum + text.length, 0));
  return hasMarkup ? new Markup(texts.join('')) : texts.join('');
}

/** A value for a place in a text that is markup: numbers stay numbers, everything else is escaped text. */
export function escapeForPlace(value: Value): Value {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return value;
  return escapeValue(value).text;
}

/** What a method of a text gave for a markup: its texts are markup too. */
export function asMarkup(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (value instanceof List) return new List(value.items.map(asMarkup));
  return value instanceof Tuple ? new Tuple(value.items.map(asMarkup)) : value;
}
