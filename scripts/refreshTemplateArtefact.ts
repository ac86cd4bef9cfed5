/**
 * Makes the artefacts that ship in templates/model anew: for each task renders the template, trains the model, and puts
 * its files back, with the answers in model.json turned into variables again. The scores that scikit-learn gives to the
 * sample data of claim frequency go to test/fixtures/scores.
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
const TASKS = ['frequency', 'severity', 'classification'];

async function refresh(task: string): Promise<void> {
  const outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-refresh-'));
  try {
    const project = await makeModelProject(outputDir, { task });
    const python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
    const { status, output } = await runPython(python, project, ['-m', project.packageName, 'train']);
    console.log(output);
    if (status !== 0) throw new Error(`Training ended with status ${status}.`);

    const shipped = (file: string) =>
      path.join(ARTEFACTS, `{% if cookiecutter.__sample == '${task}' %}${file}{% endif %}`);
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
    // The module that serves model.skops, and the framework's own types in it.
    text = text.replaceAll(`"${project.packageName}.framework.`, '"{{ cookiecutter.__framework_module }}.');
    if (text.includes(`"${project.packageName}.`)) {
      throw new Error('model.json names a type of the package, whose name is an answer.');
    }
    if (task === 'frequency') await storeScores(await scikitLearnScores(python, project));
    for (const file of Object.keys(files)) {
      await copyFile(path.join(project.artefactFolder, file), shipped(file));
    }
    await writeFile(shipped('model.json'), text);
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}

function replaceOnce(text: string, found: string, replacement: string): string {
  const parts = text.split(found);
  if (parts.length !== 2) throw new Error(`model.json holds ${found} ${parts.length - 1} times, not once.`);
  return parts.join(replacement);
}

async function main(): Promise<void> {
  for (const task of TASKS) await refresh(task);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
