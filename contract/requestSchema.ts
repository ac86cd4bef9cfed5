import { columnsOf, type Column, type Example, type InputSchema, type Scalar } from './artefact';
import { expectation } from './rowText';

/** As far as an editor needs one: a JSON Schema (draft 7) with the words that it shows. */
type Schema = Record<string, unknown>;

/**
 * The JSON Schema of a request to a model, for an editor that completes and checks it as it is written. It refuses what
 * the model's validation refuses and no more: of a column that takes others too, the categories are only proposed.
 */
export function requestSchema(input: InputSchema, examples: readonly Example[]): Schema {
  const columns = columnsOf(input);
  const properties = columns.map((named): [string, Schema] => {
    const { name, column, nullable, required } = named;
    const words = [column.title, column['x-unit'], column.description].filter((each) => each !== undefined);
    return [
      name,
      {
        description: [...words, `Takes ${expectation(named)}.`].join('\n\n'),
        ...valueSchema(column, nullable || !required),
        default: examples[0]?.row[name] ?? null,
      },
    ];
  });
  const row: Schema = {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: columns.filter(({ required }) => required).map(({ name }) => name),
    defaultSnippets: examples.map(({ title, row: body }) => ({ label: title, body })),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { rows: { type: 'array', minItems: 1, items: row } },
    required: ['rows'],
  };
}

function valueSchema(column: Column, takesNull: boolean): Schema {
  const seen = column['x-observed'];
  const rejects = column['x-on-unseen'] === 'reject';
  const [kind] = Array.isArray(column.type) ? column.type : [column.type];
  const listed = column.enum ?? seen?.categories;
  // A category coded as text may be sent as an integer too.
  const types = [kind, ...(kind === 'string' && column.format !== 'date' ? ['integer'] : [])];
  const plain: Schema = {
    type: takesNull ? [...types, 'null'] : types,
    ...limit('minimum', column.minimum, rejects ? seen?.minimum : undefined),
    ...limit('maximum', column.maximum, rejects ? seen?.maximum : undefined),
    ...(column.format !== undefined && { format: column.format }),
  };
  if (!listed) return plain;
  const values = withNull(listed, takesNull);
  const choices = { enum: values, enumDescriptions: values.map((value) => labelOf(column, value)) };
  if (column.enum || rejects) return { ...choices, ...(kind === 'string' && { enum: withNumbers(values) }) };
  return { anyOf: [choices, plain] };
}

function limit(name: 'minimum' | 'maximum', hard: number | undefined, seen: number | undefined): Schema {
  const both = [hard, seen].filter((each) => each !== undefined);
  if (both.length === 0) return {};
  return { [name]: name === 'minimum' ? Math.max(...both) : Math.min(...both) };
}

function withNull(values: readonly Scalar[], takesNull: boolean): Scalar[] {
  const known = values.filter((value) => value !== null);
  return takesNull ? [...known, null] : known;
}

/** Texts that are whole numbers are taken as numbers too. */
function withNumbers(values: readonly Scalar[]): Scalar[] {
  const numbers = values.filter((value) => typeof value === 'string' && /^-?(0|[1-9]\d{0,14})$/.test(value));
  return [...values, ...numbers.map(Number)];
}

function labelOf(column: Column, value: Scalar): string {
  const labels = column['x-labels'] ?? {};
  const known = String(value);
  return Object.hasOwn(labels, known) ? (labels[known] ?? '') : '';
}
