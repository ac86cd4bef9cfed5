/** The value in the middle; of an even number of them the upper one. */
export function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

/** Prints the median and the range of some times in milliseconds, and gives the median. */
export function report(what: string, times: readonly number[]): number {
  const middle = median(times);
  const words = [middle, Math.min(...times), Math.max(...times)].map((time) => time.toFixed(1));
  console.log(`${what.padEnd(52)} ${words[0]} ms (${words[1]} to ${words[2]}, ${times.length} rounds)`);
  return middle;
}
