import type { Budget } from './limits';
import { Output } from './output';
import { SPACE } from './text';

const W = '[\\p{L}\\p{N}_]';
const WP = '[\\p{L}\\p{N}_%-]';
/** An address on the web, with or without its scheme. */
const ADDRESS = new RegExp(
  `^(?:(?:https?://|www\\.)(?:${WP}+\\.)*(?:[a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})` +
    `|(?:${WP}{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)` +
    `|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\]))` +
    `(?::\\d{1,5})?(?:[/?#]\\S*)?$`,
  'iu',
);
const MAIL = new RegExp(`^\\S+@${W}[\\p{L}\\p{N}_.-]*\\.${W}+$`, 'u');
const GAPS = new RegExp(`([${SPACE}]+)`, 'u');
const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

export interface LinkOptions {
  /** The longest text of a link, in characters. */
  limit: number | undefined;
  rel: string;
  target: string | undefined;
  /** Further beginnings that make a link. */
  schemes: readonly string[];
}

/** Makes links of the addresses in a text that is escaped already. */
export function urlize(text: string, options: LinkOptions, budget: Budget): string {
  const output = new Output(budget);
  for (const word of text.split(GAPS)) {
    budget.step(3 + options.schemes.length);
    output.add(linked(word, options));
  }
  budget.size(output.length);
  return output.text;
}

function linked(word: string, options: LinkOptions): string {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  let middle = word.slice(head.length);
  const end = endOfAddress(middle);
  let tail = middle.slice(end);
  middle = middle.slice(0, end);
  // A bracket that opens inside the address closes inside it.
  for (const [open, close] of PAIRS) {
    const opened = middle.split(open).length - 1;
    if (opened <= middle.split(close).length - 1) continue;
    for (let left = Math.min(opened, tail.split(close).length - 1); left > 0; left--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return head + link(middle, options) + tail;
}

/** Where the punctuation behind an address starts. */
function endOfAddress(word: string): number {
  let end = word.length;
  for (;;) {
    if (word.endsWith('&gt;', end)) end -= 4;
    else if (end > 0 && ')>.,\n'.includes(word.charAt(end - 1))) end--;
    else return end;
  }
}

function link(middle: string, { limit, rel, target, schemes }: LinkOptions): string {
  const attributes = ` rel="${rel}"${target === undefined ? '' : ` target="${target}"`}`;
  const shown = limit !== undefined && middle.length > limit ? `${middle.slice(0, limit)}...` : middle;
  if (ADDRESS.test(middle)) {
    const address = /^https?:\/\//.test(middle) ? middle : `https://${middle}`;
    return `<a href="${address}"${attributes}>${shown}</a>`;
  }
  if (middle.startsWith('mailto:') && MAIL.test(middle.slice(7))) {
    return `<a href="${middle}">${middle.slice(7)}</a>`;
  }
  if (/^(?!www\.|@)[^:]*$/.test(middle) && middle.includes('@') && MAIL.test(middle)) {
    return `<a href="mailto:${middle}">${middle}</a>`;
  }
  return schemes.some((scheme) => middle !== scheme && middle.startsWith(scheme))
    ? `<a href="${middle}"${attributes}>${middle}</a>`
    : middle;
}
