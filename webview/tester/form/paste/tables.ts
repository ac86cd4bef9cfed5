/** Texts in rows and columns; `header` where the text names its columns by itself. */
export interface Table {
  header?: string[];
  cells: string[][];
}

/**
 * The cells of a text with tabs, semicolons or commas, as a spreadsheet copies and writes them (RFC 4180): a cell in
 * quotes may hold the separator, line breaks, and quotes that are doubled.
 */
export function readSeparated(text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.some((each) => each.trim() !== '')) rows.push(row);
    [row, cell] = [[], ''];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === separator) {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') endRow();
    else if (letter !== '\r') cell += letter;
  }
  endRow();
  return rows;
}

/** Tabs come first: a spreadsheet copies with them whatever its cells hold. */
function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return ['\t', ';', ','].find((each) => line.includes(each)) ?? '\t';
}

/**
 * What pandas prints of a DataFrame: columns are aligned at their right end, also those of a frame that is printed in
 * several blocks, each but the last ending its header with a backslash. The index is dropped.
 *
 * @returns undefined where the text is no such print.
 */
export function readFrame(text: string): Table | undefined {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*\[\d+ rows? x \d+ columns?\]\s*$/.test(line));
  const blocks = blocksOf(lines).map(readBlock);
  const [first, ...rest] = blocks;
  if (!first || blocks.some((block) => block?.cells.length !== first.cells.length)) return undefined;
  return {
    header: blocks.flatMap((block) => block?.header ?? []),
    cells: first.cells.map((row, index) => [...row, ...rest.flatMap((block) => block?.cells[index] ?? [])]),
  };
}

/** The lines of each block: a header begins with a space, since the index has no name there. */
function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    if (/^\s/.test(line)) blocks.push([]);
    blocks.at(-1)?.push(line.replace(/\s*\\$/, ''));
  }
  return blocks;
}

function readBlock([header = '', ...lines]: readonly string[]): Required<Table> | undefined {
  const names = [...header.matchAll(/\S+(?: \S+)*/g)];
  const ends = names.map((name) => name.index + name[0].length);
  const [firstEnd] = ends;
  if (firstEnd === undefined || lines.length === 0) return undefined;
  const cells = lines
    .map((line) => {
      // Before the first column stands the index, two spaces away.
      const [, ...first] = line.slice(0, firstEnd).split(/\s{2,}/);
      const others = ends.slice(1).map((end, index) => line.slice(ends[index], end).trim());
      return [first.join(' ').trim(), ...others];
    })
    // The line below the header that names the index has no cells.
    .filter((row) => row.some((cell) => cell !== ''));
  return cells.length === 0 ? undefined : { header: names.map(([name]) => name), cells };
}

/**
 * What pandas prints of a Series, such as one row of a frame: a name and a value in each line, and then the dtype.
 *
 * @returns undefined where the text is no such print.
 */
export function readSeries(text: string): Table | undefined {
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines.length < 2 || !/(^|, )dtype: /.test(lines.pop() ?? '')) return undefined;
  const pairs = lines.map((line) => /^(\S+(?: \S+)*)\s{2,}(.*)$/.exec(line.trimEnd()));
  if (!pairs.every((pair) => pair !== null)) return undefined;
  return {
    header: pairs.map(([, name = '']) => name),
    cells: [pairs.map(([, , value = '']) => value)],
  };
}
