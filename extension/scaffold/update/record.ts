import { Failure } from '../../../contract/failure';
import { Dict, List, type Value } from '../jinja/values';
import { parseJson } from '../template/jsonReader';
import { jsonText } from '../template/jsonText';

/** The record of a project's template, as the tool cruft (2.16) reads and writes it. */
export const RECORD_FILE = '.cruft.json';
/** Bellhop's own version of the format. A record without the key `schema` is cruft's; cruft keeps keys it does not know. */
export const RECORD_SCHEMA = 1;
/** What is no answer: how Bellhop asks (which is long), what a replay file holds of its machine, what is set anew. */
const NOT_RECORDED = ['_bellhop', '_output_dir', '_repo_dir', '_checkout', '_template', '_commit'];

/** Where the template of a project comes from. */
export interface TemplateRecord {
  /** A URL without user and password, an absolute path, or the name of a bundled template. */
  template: string;
  /** A commit of git, or `sha256:` and the digest of the template (see treeDigest.ts). */
  commit: string;
  /** The branch, tag or commit that was asked for. */
  checkout: string | null;
  /** The folder inside the template's source that holds cookiecutter.json, with `/`; null for the source itself. */
  directory: string | null;
}

/** A record that was read. */
export interface ReadRecord extends TemplateRecord {
  /** The answers, private variables and all, in the order of the file. */
  answers: Dict;
  /** Globs of files that an update leaves alone. */
  skip: string[];
  /** Whether cruft made the project, whose templates see `_commit` too. */
  byCruft: boolean;
  /** All of it, also what Bellhop does not know. */
  document: Dict;
}

/** The text of a new record. @param values all variables of the template, as `CreatedProject` was rendered from them. */
export function recordText(record: TemplateRecord, values: Dict): string {
  const { template, commit, checkout, directory } = record;
  return written(
    new Dict([
      ['template', template],
      ['commit', commit],
      ['checkout', checkout],
      ['context', new Dict([['cookiecutter', recordedValues(record, values)]])],
      ['directory', directory],
      ['schema', BigInt(RECORD_SCHEMA)],
    ]),
  );
}

/** The text of a record after an update: another commit and other values, everything else as it was. */
export function updatedRecordText(
  old: ReadRecord,
  { commit, checkout }: Pick<TemplateRecord, 'commit' | 'checkout'>,
  values: Dict,
): string {
  const document = new Dict(old.document.entries());
  document.set('commit', commit);
  document.set('checkout', checkout);
  const context = document.get('context');
  const changed = new Dict(context instanceof Dict ? context.entries() : []);
  changed.set('cookiecutter', recordedValues({ ...old, commit }, values));
  document.set('context', changed);
  return written(document);
}

/**
 * Reads the text of a record, Bellhop's or cruft's.
 *
 * @param file its path, for messages.
 * @throws Failure `record-broken`, which names the key; `schema-newer`.
 */
export function readRecord(text: string, file: string): ReadRecord {
  const document = parsed(text, file);
  if (!(document instanceof Dict)) throw broken(file, 'it does not hold a JSON object');
  const schema = document.get('schema');
  if (schema !== undefined && (typeof schema !== 'bigint' || schema < 1n)) {
    throw broken(file, '"schema" must be a number');
  }
  if (schema !== undefined && schema > RECORD_SCHEMA) {
    throw new Failure(
      'schema-newer',
      `${file} has schema ${schema.toString()}; this Bellhop reads up to ${RECORD_SCHEMA}.`,
      'Update Bellhop.',
    );
  }
  const required = (key: string) => {
    const value = document.get(key);
    if (typeof value === 'string' && value !== '') return value;
    throw broken(file, `"${key}" must be a text`);
  };
  const optional = (key: string) => {
    const value = document.get(key) ?? null;
    if (value === null || typeof value === 'string') return value === '' ? null : value;
    throw broken(file, `"${key}" must be a text or null`);
  };
  const context = document.get('context');
  const answers = context instanceof Dict ? context.get('cookiecutter') : undefined;
  if (!(answers instanceof Dict)) throw broken(file, '"context.cookiecutter" must be an object');
  return {
    template: required('template'),
    commit: required('commit'),
    checkout: optional('checkout'),
    directory: optional('directory'),
    answers,
    skip: readSkip(document.get('skip'), file),
    byCruft: schema === undefined,
    document,
  };
}

function parsed(text: string, file: string): Value {
  try {
    return parseJson(text, file);
  } catch (error) {
    if (error instanceof Failure) throw broken(file, error.message);
    throw error;
  }
}

function readSkip(value: Value | undefined, file: string): string[] {
  const items = value instanceof List ? value.items : value === undefined ? [] : [value];
  return items.map((item) => {
    if (typeof item === 'string') return item;
    throw broken(file, '"skip" must be a list of texts');
  });
}

/** In the order in which cookiecutter resolves them: objects that are asked or rendered come last. */
function recordedValues({ template, commit }: TemplateRecord, values: Dict): Dict {
  const isLate = ([name, value]: readonly [Value, Value]) =>
    value instanceof Dict && !(typeof name === 'string' && /^_[^_]/.test(name));
  const kept = values.entries().filter(([name]) => typeof name !== 'string' || !NOT_RECORDED.includes(name));
  const recorded = new Dict([...kept.filter((entry) => !isLate(entry)), ...kept.filter(isLate)]);
  // Last, as cruft adds them.
  recorded.set('_template', template);
  recorded.set('_commit', commit);
  return recorded;
}

/** As cruft writes it: two blanks a level, letters as they are, a line end at the end. */
function written(document: Dict): string {
  return `${jsonText(document, 2, false)}\n`;
}

function broken(file: string, what: string): Failure {
  return new Failure(
    'record-broken',
    `The record ${file} cannot be used: ${what}.`,
    `Correct ${RECORD_FILE}, or restore it from git.`,
  );
}
