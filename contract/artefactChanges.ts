import { columnsOf, type Artefact, type NamedColumn, type Output } from './artefact';

/**
 * What differs between two versions of a model, as those who call it see it. `breaking`: a row that scored may be
 * refused, or its score means or looks another thing. `addition`: more can be sent or comes back. `note`: neither.
 */
export interface ArtefactChange {
  kind: 'breaking' | 'addition' | 'note';
  /** One sentence without its full stop. */
  text: string;
}

/** Compares task, columns and outputs of two versions; scores and metrics are compared elsewhere. */
export function artefactChanges(before: Artefact, after: Artefact): ArtefactChange[] {
  return [
    ...(before.task === after.task ? [] : [breaking(`The task is ${after.task}, not ${before.task}`)]),
    ...columnChanges(before, after),
    ...outputChanges(before.outputs, after.outputs),
    ...(before.threshold === after.threshold
      ? []
      : [note(`The decision threshold is ${words(after.threshold)}, not ${words(before.threshold)}`)]),
    ...(before.runtime === after.runtime
      ? []
      : [note(`The runtime is ${after.runtime}, not ${before.runtime}`)]),
  ];
}

function columnChanges(before: Artefact, after: Artefact): ArtefactChange[] {
  const old = new Map(columnsOf(before.input).map((column) => [column.name, column]));
  const now = new Map(columnsOf(after.input).map((column) => [column.name, column]));
  return [
    ...Array.from(now.values()).flatMap((column) => {
      const was = old.get(column.name);
      if (was) return changesOfColumn(was, column);
      return [
        column.required
          ? breaking(`Column "${column.name}" is new and required`)
          : addition(`Column "${column.name}" is new, and may be left out`),
      ];
    }),
    ...Array.from(old.keys()).flatMap((name) =>
      now.has(name) ? [] : [addition(`Column "${name}" is gone; a row that has it scores with a warning`)],
    ),
  ];
}

function changesOfColumn(was: NamedColumn, is: NamedColumn): ArtefactChange[] {
  const name = `Column "${is.name}"`;
  const changes: ArtefactChange[] = [];
  if (was.kind !== is.kind) {
    // A whole number is a number, and the text of a code may come as one.
    const isWider = was.kind === 'integer' && (is.kind === 'number' || is.kind === 'string');
    changes.push((isWider ? addition : breaking)(`${name} is of type ${is.kind}, not ${was.kind}`));
  }
  if (was.required !== is.required) {
    changes.push(is.required ? breaking(`${name} is required`) : addition(`${name} may be left out`));
  }
  const [tookNull, takesNull] = [was, is].map((column) => column.nullable || !column.required);
  if (was.required === is.required && tookNull !== takesNull) {
    changes.push(takesNull ? addition(`${name} may be null`) : breaking(`${name} may not be null`));
  }
  if (was.column.format !== is.column.format) {
    const { format } = is.column;
    changes.push(
      format === undefined ? addition(`${name} takes any text`) : breaking(`${name} is a ${format}`),
    );
  }
  changes.push(...limitChanges(name, was, is));
  const unit = is.column['x-unit'] ?? '';
  if ((was.column['x-unit'] ?? '') !== unit) {
    changes.push(
      breaking(`${name} is in ${unit === '' ? 'no unit' : unit}, not ${was.column['x-unit'] ?? 'no unit'}`),
    );
  }
  return changes;
}

/** Limits: what refuses a row, `x-on-unseen: reject` among it. */
function limitChanges(name: string, was: NamedColumn, is: NamedColumn): ArtefactChange[] {
  const [old, now] = [limitsOf(was), limitsOf(is)];
  const changes: ArtefactChange[] = [];
  if (old.minimum !== now.minimum) {
    const text = Number.isFinite(now.minimum)
      ? `${name} takes at least ${now.minimum}`
      : `${name} has no minimum`;
    changes.push(now.minimum > old.minimum ? breaking(text) : addition(text));
  }
  if (old.maximum !== now.maximum) {
    const text = Number.isFinite(now.maximum)
      ? `${name} takes at most ${now.maximum}`
      : `${name} has no maximum`;
    changes.push(now.maximum < old.maximum ? breaking(text) : addition(text));
  }
  if (!old.values && !now.values) return changes;
  if (!now.values) return [...changes, addition(`${name} takes values beyond those listed`)];
  if (!old.values) return [...changes, breaking(`${name} takes only ${Array.from(now.values).join(', ')}`)];
  const { values } = now;
  const gone = Array.from(old.values).filter((value) => !values.has(value));
  const come = Array.from(values).filter((value) => old.values?.has(value) === false);
  if (gone.length > 0) changes.push(breaking(`${name} no longer takes ${gone.join(', ')}`));
  if (come.length > 0) changes.push(addition(`${name} also takes ${come.join(', ')}`));
  return changes;
}

interface Limits {
  minimum: number;
  maximum: number;
  /** JSON texts of the only values taken. */
  values?: ReadonlySet<string>;
}

function limitsOf({ column }: NamedColumn): Limits {
  const observed = column['x-on-unseen'] === 'reject' ? column['x-observed'] : undefined;
  const lists = [column.enum, observed?.categories].filter((list) => list !== undefined);
  const [first, ...others] = lists.map((list) => new Set(list.map((value) => JSON.stringify(value))));
  return {
    minimum: Math.max(column.minimum ?? -Infinity, observed?.minimum ?? -Infinity),
    maximum: Math.min(column.maximum ?? Infinity, observed?.maximum ?? Infinity),
    ...(first && {
      values: new Set(Array.from(first).filter((value) => others.every((other) => other.has(value)))),
    }),
  };
}

function outputChanges(before: readonly Output[], after: readonly Output[]): ArtefactChange[] {
  const changes: ArtefactChange[] = [];
  const old = new Map(before.map((output) => [output.name, output]));
  // One output comes as the prediction itself, several come by name.
  if ((before.length === 1) !== (after.length === 1)) {
    changes.push(
      breaking(`A prediction is ${after.length === 1 ? 'one value' : 'an object of values'}, as it was not`),
    );
  } else if (before.length === 1) {
    return changesOfOutput('The prediction', before[0], after[0]);
  }
  for (const output of after) {
    const was = old.get(output.name);
    if (was) changes.push(...changesOfOutput(`Output "${output.name}"`, was, output));
    else changes.push(addition(`Output "${output.name}" is new`));
  }
  for (const { name } of before) {
    if (!after.some((output) => output.name === name)) changes.push(breaking(`Output "${name}" is gone`));
  }
  return changes;
}

function changesOfOutput(name: string, was?: Output, is?: Output): ArtefactChange[] {
  const changes: ArtefactChange[] = [];
  const [old, now] = [labelsOf(was), labelsOf(is)];
  if (old === undefined && now !== undefined) changes.push(breaking(`${name} has a label and probabilities`));
  else if (now === undefined && old !== undefined) changes.push(breaking(`${name} has no label any more`));
  else if (old !== now) changes.push(breaking(`${name} has the labels ${now ?? ''}, not ${old ?? ''}`));
  if ((was?.unit ?? '') !== (is?.unit ?? '')) {
    changes.push(breaking(`${name} is in ${is?.unit ?? 'no unit'}, not ${was?.unit ?? 'no unit'}`));
  }
  return changes;
}

/** The order of the labels is nobody's concern: probabilities come by label. */
function labelsOf(output?: Output): string | undefined {
  return output?.probabilities?.labels
    .map((label) => JSON.stringify(label))
    .sort()
    .join(', ');
}

function words(threshold: number | undefined): string {
  return threshold === undefined ? 'none' : String(threshold);
}

function breaking(text: string): ArtefactChange {
  return { kind: 'breaking', text };
}

function addition(text: string): ArtefactChange {
  return { kind: 'addition', text };
}

function note(text: string): ArtefactChange {
  return { kind: 'note', text };
}
