import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Prediction, Row } from '../../../contract/artefact';
import { ROOT, runPython, type ModelProject } from './modelProject';

export interface ScoredRow<T extends Prediction = number> {
  row: Row;
  prediction: T;
}

const STORED = path.join(ROOT, 'test/fixtures/scores/swedish-motor-1977.csv');
const HEADER = 'Kilometres,Zone,Bonus,Make,frequency';

/** All 2,182 rows of the sample data with the scores that scikit-learn gave them when the artefact was made. */
export async function storedScores(): Promise<ScoredRow[]> {
  const [header, ...lines] = (await readFile(STORED, 'utf8')).trimEnd().split('\n');
  if (header !== HEADER) throw new TypeError(`${STORED} begins with ${header ?? 'nothing'}.`);
  return lines.map((line) => {
    const [kilometres = '', zone = '', bonus, make = '', frequency] = line.split(',');
    const row = { Kilometres: kilometres, Zone: zone, Bonus: Number(bonus), Make: make };
    return { row, prediction: Number(frequency) };
  });
}

export async function storeScores(scores: readonly ScoredRow[]): Promise<void> {
  const lines = scores.map(({ row, prediction }) =>
    [row['Kilometres'], row['Zone'], row['Bonus'], row['Make'], prediction].join(','),
  );
  await writeFile(STORED, [HEADER, ...lines, ''].join('\n'));
}

/**
 * Fits the project's model anew and scores the training data with scikit-learn itself, without ONNX. Wherever the project's
 * framework lies, its rows are those that a caller sends.
 */
export async function scikitLearnScores<T extends Prediction = number>(
  python: string,
  project: Pick<ModelProject, 'folder' | 'packageName'>,
): Promise<ScoredRow<T>[]> {
  const code = [
    'import importlib, json',
    `from ${project.packageName}.export import PROJECT`,
    'framework = type(PROJECT).__module__.rpartition(".")[0]',
    'fit = importlib.import_module(f"{framework}.fitting").fit',
    'rows_of = importlib.import_module(f"{framework}.frames").rows_of',
    'X, y, weight = PROJECT.dataset.load_training_data()',
    'model = fit(PROJECT.build_model(), X, y, weight)',
    'scores = model.predict(X).tolist()',
    'if hasattr(model, "predict_proba"):',
    '    chances = [dict(zip(model.classes_.tolist(), row)) for row in model.predict_proba(X).tolist()]',
    '    scores = [{"label": label, "probabilities": row} for label, row in zip(scores, chances)]',
    'rows = rows_of(X, PROJECT.columns)',
    'print(json.dumps([{"row": row, "prediction": score} for row, score in zip(rows, scores)]))',
  ];
  const { status, output } = await runPython(python, project, ['-c', code.join('\n')]);
  if (status !== 0) throw new Error(`Fitting the model failed:\n${output}`);
  // What the model itself prints comes before.
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as ScoredRow<T>[];
}
