import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '../../../../contract/artefact';
import type { RowProblem, RowWarning } from '../../../../contract/scoring';
import type { Carrier, LooseRow } from './carriers';

/** The policy of validation as cases: what is sent, what comes of it. docs/validation.md says the same in words. */

export interface Outcome {
  readonly happens: string;
  readonly status: number;
  /** All problems, or how many there are. */
  readonly errors?: readonly RowProblem[] | number;
  /** What a refusal says where it has no list of problems. */
  readonly says?: string;
  readonly warnings?: readonly RowWarning[];
  /** It scores as the good row does with these values. */
  readonly as?: LooseRow;
}

export interface PolicyCase extends Outcome {
  readonly case: string;
  readonly artefact: string;
  /** What is changed of the model's columns. */
  readonly schema?: Readonly<Record<string, Partial<Column>>>;
  readonly with?: LooseRow;
  readonly without?: readonly string[];
  readonly order?: readonly string[];
  /** How many rows; one where absent. */
  readonly count?: number;
  /** Other outcomes by names or kinds of carriers, separated by commas. */
  readonly otherwise?: Readonly<Record<string, Outcome>>;
}

interface Policy {
  readonly rows: Readonly<Record<string, LooseRow>>;
  readonly cases: readonly PolicyCase[];
}

const FILE = join(__dirname, '../../../fixtures/validation/cases.json');

export const { rows: GOOD_ROWS, cases: CASES } = JSON.parse(readFileSync(FILE, 'utf8')) as Policy;

/** The rows that a case sends, and the columns in their order. */
export function rowsOf({ artefact, with: changed = {}, without = [], order, count = 1 }: PolicyCase): {
  rows: LooseRow[];
  named: readonly string[];
} {
  const row = { ...GOOD_ROWS[artefact], ...changed };
  const named = order ?? Object.keys(row).filter((name) => !without.includes(name));
  return { rows: Array.from({ length: count }, () => row), named };
}

export function outcomeOf({ otherwise = {}, ...usual }: PolicyCase, { name, kind }: Carrier): Outcome {
  const found = Object.entries(otherwise).find(([names]) =>
    names.split(', ').some((given) => given === name || given === kind),
  );
  return found?.[1] ?? usual;
}

const WORDS: Readonly<Record<string, string>> = {
  lists: 'lists',
  columns: 'columns',
  tensors: 'tensors',
  csv: 'CSV',
  'v2 binary': 'binary tensors',
};

/** The table of docs/validation.md. */
export function policyTable(): string {
  const lines = CASES.flatMap(({ otherwise = {}, ...usual }) => [
    line(usual.case, usual, usual.with),
    ...Object.entries(otherwise).map(([names, outcome]) => {
      const words = names.split(', ').map((name) => WORDS[name] ?? name);
      return line(`… in ${words.join(', ')}`, outcome);
    }),
  ]);
  return ['| case | for example | what happens | status | what is said |', '| --- | --- | --- | --- | --- |']
    .concat(lines)
    .join('\n');
}

function line(what: string, outcome: Outcome, sent?: LooseRow): string {
  const example = sent
    ? `\`${JSON.stringify(sent)
        .slice(1, -1)
        .replace(/"literal:([^"]*)"/g, '$1')}\``
    : '';
  return `| ${what} | ${example} | ${outcome.happens} | ${outcome.status} | ${said(outcome)} |`;
}

function said({ errors, says, warnings }: Outcome): string {
  const [error] = typeof errors === 'number' ? [] : (errors ?? []);
  if (error) return `expected ${error.expected}`;
  const [warning] = warnings ?? [];
  if (warning) return `observed: ${warning.observed}`;
  return says ?? '';
}
