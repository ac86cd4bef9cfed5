/**
 * Makes the artefact that ships in templates/model anew: renders the template with its defaults, trains the model, and
 * puts model.onnx and model.json back, with the answers in model.json turned into variables again. The scores that
 * scikit-learn gives to the sample data go to test/fixtures/scores.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { artefactOf, makeModelProject, runPython, TEMPLATE } from '../test/integration/template/modelProject';
import { pythonEnvironment } from '../test/integration/template/pythonEnvironment';
import { scikitLearnScores, storeScores } from '../test/integration/template/scores';

const ARTEFACTS = path.join(
  TEMPLATE,
  '{{cookiecutter.__project_slug}}/src/{{cookiecutter.package_name}}/artefacts',
);

async function refresh(): Promise<void> {
  const outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-refresh-'));
  try {
    const project = await makeModelProject(outputDir);
    const python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
    const { status, output } = await runPython(python, project, ['-m', project.packageName, 'train']);
    console.log(output);
    if (status !== 0) throw new Error(`Training ended with status ${status}.`);

    const { name, description, files } = await artefactOf(project);
    let text = await readFile(path.join(project.artefactFolder, 'model.json'), 'utf8');
    text = replaceOnce(
      text,
      `"name": ${JSON.stringify(name)}`,
      '"name": "{{ cookiecutter.__distribution }}"',
    );
    text = replaceOnce(
      text,
      `"description": ${JSON.stringify(description)}`,
      '"description": {{ cookiecutter.__description_literal }}',
    );
    text = replaceOnce(
      text,
      `"module": "${project.packageName}.`,
      '"module": "{{ cookiecutter.package_name }}.',
    );
    await storeScores(await scikitLearnScores(python, project));
    for (const file of Object.keys(files)) {
      await copyFile(path.join(project.artefactFolder, file), path.join(ARTEFACTS, file));
    }
    await writeFile(path.join(ARTEFACTS, 'model.json'), text);
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}

function replaceOnce(text: string, found: string, replacement: string): string {
  const parts = text.split(found);
  if (parts.length !== 2) throw new Error(`model.json holds ${found} ${parts.length - 1} times, not once.`);
  return parts.join(replacement);
}

refresh().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
