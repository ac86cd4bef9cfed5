/** Longer cells are cut. */
const LONGEST_CELL = 60;

/** A table in Markdown. The cells are taken as they are: what a row or a target says goes through `plain` first. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A text that is text in Markdown, too: what a row or a target says must not become a link or a picture. */
export function plain(text: string): string {
  const short = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
  return short.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#+!|~&:@.-]/g, '\\$&');
}
