import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext, Terminal } from '../commandLine/terminal';
import { templateFolder } from './bundled';
import { createProject } from './createProject';
import { commitNewProject } from './git';
import { checkAnswer, defaultAnswer, openTemplate, type Template } from './template';

export interface NewOptions {
  outputDir: string;
}

/**
 * `bellhop new TEMPLATE [key=value ...]`: makes a project and gives `{"project", "files", "commit"}`, the absolute path,
 * the number of files, and whether the first commit was made.
 */
export async function newCommand(
  { terminal, signal, mayAsk, root }: CommandContext,
  templateName: string,
  given: readonly string[],
  options: NewOptions,
): Promise<void> {
  const template = await openTemplate(await templateFolder(root, templateName));
  const answers = givenAnswers(template, given, terminal);
  if (mayAsk) await askTheRest(template, answers, signal);
  const outputDir = path.resolve(options.outputDir);
  await mkdir(outputDir, { recursive: true });
  const project = await createProject({
    template,
    answers,
    outputDir,
    signal,
    onProgress: (text) => terminal.progress(text),
  });
  const commit = await commitNewProject(project.path, `Create from the ${templateName} template`);
  if (!commit.made) terminal.progress(commit.why);
  terminal.result(
    { project: project.path, files: project.files.length, commit: commit.made },
    `Created ${project.path}`,
  );
}

function givenAnswers(template: Template, given: readonly string[], terminal: Terminal): Map<string, string> {
  const names = template.questions.map(({ name }) => name);
  const answers = new Map<string, string>();
  for (const pair of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new Failure('wrong-use', `"${pair}" is not of the form key=value.`, 'Give answers as key=value.');
    }
    // As cookiecutter does: a script may serve several templates with one set of answers.
    if (!names.includes(name)) {
      terminal.progress(`The template does not ask "${name}"; the answer is ignored.`);
    } else answers.set(name, value);
  }
  return answers;
}

async function askTheRest(
  template: Template,
  answers: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, prompt, choices } of template.questions) {
    if (answers.has(name)) continue;
    const options = choices ? ` (${choices.map(({ value }) => value).join(', ')})` : '';
    let problem: string | undefined = '';
    while (problem !== undefined) {
      const question = `${problem}${prompt}${options}`;
      const value = await ask(question, defaultAnswer(template, answers, name), signal);
      const refused = checkAnswer(template, answers, name, value);
      problem = refused === undefined ? undefined : `${refused}\n`;
      if (problem === undefined) answers.set(name, value);
    }
  }
}
