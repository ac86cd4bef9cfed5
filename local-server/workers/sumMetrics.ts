/** Of these the largest counts; everything else adds up. */
const LARGEST = new Set(['bellhop_event_loop_lag_seconds']);

/**
 * The numbers of several processes as those of one: a sample of the same name and labels is the sum of theirs.
 *
 * @param texts in Prometheus' text format, as `ScorerMetrics` writes it: a family's samples follow its comments.
 */
export function sumMetrics(texts: readonly string[]): string {
  const families = new Map<string, Map<string, number>>();
  for (const text of texts) {
    let comments = '';
    let samples = new Map<string, number>();
    for (const line of text.split('\n')) {
      if (line.startsWith('# HELP')) comments = line;
      else if (line.startsWith('# TYPE')) {
        comments = `${comments}\n${line}`;
        samples = families.get(comments) ?? new Map<string, number>();
        families.set(comments, samples);
      } else if (line !== '') add(samples, line);
    }
  }
  return [...families]
    .map(([comments, samples]) =>
      [comments, ...[...samples].map(([name, value]) => `${name} ${value}`), ''].join('\n'),
    )
    .join('');
}

function add(samples: Map<string, number>, line: string): void {
  const end = line.lastIndexOf(' ');
  const name = line.slice(0, end);
  const value = Number(line.slice(end + 1));
  const before = samples.get(name);
  if (before === undefined) samples.set(name, value);
  else samples.set(name, LARGEST.has(name) ? Math.max(before, value) : before + value);
}
