/** A run of text; `code` and `strong` say how it is written. */
export interface Run {
  text: string;
  kind?: 'code' | 'strong';
}

/** What a model card is made of. */
export type Block =
  | { kind: 'heading'; level: number; text: Run[] }
  | { kind: 'paragraph'; text: Run[] }
  | { kind: 'list'; items: Run[][] }
  | { kind: 'table'; head: Run[][]; rows: Run[][][] };

/**
 * Reads the Markdown of a model card: headings, paragraphs, lists, tables, code and strong text. Pictures are left out,
 * since the page shows the plots itself; HTML and links stay the text that they are.
 */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  for (const paragraph of text.replace(/\r\n/g, '\n').split(/\n\s*\n/)) {
    const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
    const [first = ''] = lines;
    const heading = /^(#{1,6})\s+(.*)$/.exec(first);
    if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: runs(heading[2] ?? '') });
      lines.shift();
    }
    const rest = lines.filter((line) => !line.startsWith('!['));
    if (rest.length > 0) blocks.push(blockOf(rest));
  }
  return blocks;
}

/** The blocks without the headings that have nothing below them, as those of left out pictures. */
export function withoutEmptySections(blocks: readonly Block[]): Block[] {
  return blocks.filter((block, index) => {
    if (block.kind !== 'heading') return true;
    const next = blocks.slice(index + 1).find((each) => each.kind !== 'heading' || each.level <= block.level);
    return next !== undefined && next.kind !== 'heading';
  });
}

function blockOf(lines: string[]): Block {
  const [head = '', , ...rows] = lines;
  if (lines.length > 1 && head.startsWith('|') && /^[|\s:-]+$/.test(lines[1] ?? '')) {
    return { kind: 'table', head: cells(head), rows: rows.map(cells) };
  }
  if (lines.every((line) => /^[-*]\s/.test(line))) {
    return { kind: 'list', items: lines.map((line) => runs(line.slice(2))) };
  }
  return { kind: 'paragraph', text: runs(lines.join(' ')) };
}

function cells(line: string): Run[][] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => runs(cell.trim()));
}

/** Code, strong text and what is between; a backslash makes the sign after it a plain one. */
function runs(text: string): Run[] {
  const found: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*((?:[^*\\]|\\.)+)\*\*|\\[!-/:-@[-`{-~]/g)) {
    if (match[0].startsWith('\\')) continue;
    if (match.index > at) found.push({ text: plain(text.slice(at, match.index)) });
    const [whole, code, strong] = match;
    found.push(
      code === undefined
        ? { text: plain(strong ?? ''), kind: 'strong' }
        : { text: code.replace(/\\\|/g, '|'), kind: 'code' },
    );
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ text: plain(text.slice(at)) });
  return found;
}

function plain(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
