import type { Additive } from '../../../contract/artefact';
import type { TesterText } from '../../../contract/testerText';
import type { Measure } from '../measure';
import { fill, percentText, readable } from '../text';
import type { Shares } from './shares';

/** How shares and the scores at both ends are written, so that people can add or multiply them. */
export interface ShareWords {
  heading: string;
  help: string;
  score(score: number): string;
  /** What the number of a score is, where that has to be said. */
  note(score: number): string | undefined;
  /** @param share on the scale of the link. */
  share(share: number): string;
}

/** Digits of a factor, and of the largest of amounts that are added. */
const FACTOR_DIGITS = 4;
const AMOUNT_DIGITS = 6;

export function shareWords(
  link: Additive['link'],
  shares: Shares,
  measure: Pick<Measure, 'unit' | 'label'> | undefined,
  text: TesterText,
): ShareWords {
  const factor = (share: number): string => `× ${readable(Math.exp(share), FACTOR_DIGITS)}`;
  const note = (): string | undefined => measure?.unit;
  switch (link) {
    case 'identity': {
      const amount = amountText(shares);
      return {
        heading: text.sharesAmount,
        help: text.sharesAmounts,
        score: amount,
        note,
        share: (share) => amount(share).replace(/^(?!−)/, '+'),
      };
    }
    case 'log':
      return {
        heading: text.sharesFactor,
        help: text.sharesFactors,
        score: (score) => readable(score, FACTOR_DIGITS),
        note,
        share: factor,
      };
    case 'logit':
      return {
        heading: text.sharesFactor,
        help: fill(text.sharesOdds, { label: measure?.label ?? '' }),
        score: (score) => readable(score / (1 - score), FACTOR_DIGITS),
        note: (score) => fill(text.oddsOf, { percent: percentText(score) }),
        share: factor,
      };
  }
}

/** Amounts with as many digits after the point as the largest of them needs, all alike as in a column of a bill. */
function amountText({ base, own, shares }: Shares): (amount: number) => string {
  const largest = Math.max(...[base, own, ...shares.map(({ share }) => share)].map(Math.abs));
  const before = largest === 0 ? 1 : Math.floor(Math.log10(largest)) + 1;
  const after = Math.min(Math.max(AMOUNT_DIGITS - before, 0), 12);
  // A minus as wide as the plus.
  return (amount) =>
    amount
      .toFixed(after)
      .replace(/^-(?=.*[1-9])/, '−')
      .replace(/^-/, '');
}
