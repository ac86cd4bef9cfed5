import type { Golden, Output } from '../../../contract/artefact';

type Outputs = readonly Pick<Output, 'unit' | 'probabilities'>[];

/** A number in a report: three digits say enough of a difference. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A difference of scores, with the unit where the model predicts one number. */
export function withUnit(value: number, outputs: Outputs): string {
  const [only] = outputs.length === 1 ? outputs : [];
  const unit = only?.probabilities ? undefined : only?.unit;
  return unit === undefined ? shortNumber(value) : `${shortNumber(value)} ${unit}`;
}

/** The tolerance in numbers, so many times the one that the model states: what scores, and what probabilities may be apart. */
export function toleranceText(
  { tolerance, probability, scale }: Golden,
  outputs: Outputs,
  times: number,
): string {
  const numbers = outputs.filter(({ probabilities }) => !probabilities);
  const least = withUnit(times * tolerance * scale, outputs);
  return [
    ...(numbers.length > 0
      ? [`${shortNumber(100 * times * tolerance)} % of the score, at least ${least}`]
      : []),
    ...(numbers.length < outputs.length
      ? [`${shortNumber(times * probability)} in each probability, with the same label`]
      : []),
  ].join('; ');
}

/** Where the tolerance comes from, in the words of model.json. */
export function toleranceSource({ tolerance, probability, scale }: Golden, outputs: Outputs): string {
  const kinds = new Set(outputs.map(({ probabilities }) => probabilities !== undefined));
  const parts = [
    ...(kinds.has(false)
      ? [
          `tolerance ${shortNumber(tolerance)}, scale ${shortNumber(scale)}, the standard deviation of its scores`,
        ]
      : []),
    ...(kinds.has(true) ? [`probability ${shortNumber(probability)}`] : []),
  ];
  return `\`golden\` in model.json: ${parts.join('; ')}`;
}
