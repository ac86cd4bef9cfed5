import type { TesterText } from '../../../contract/testerText';

/** Short words for what the pure parts of the page say; whatever else they ask for is undefined. */
export const shortText = {
  allowed: 'Allowed: {limits}',
  trainingSaw: 'Seen: {observed}',
  between: '{minimum} to {maximum}',
  atLeast: '{minimum} or more',
  atMost: 'up to {maximum}',
  emptyIsNull: 'Empty means null',
  emptyIsLeftOut: 'Optional',
  yes: 'True',
  no: 'False',
  jsonBroken: 'broken: {message}',
  jsonNotRows: 'not rows',
  jsonTooLarge: 'too large',
  expected: 'expected {expected}',
  expectedGot: 'expected {expected}, got {got}',
  unseen: 'saw {observed}',
  inRow: '{row}: {text}',
  inColumn: '{row} {column}: {text}',
  status: 'Status {status}',
  milliseconds: '{count} ms',
  seconds: '{count} s',
} as TesterText;
