import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A template of a company, in a git repository: every kind of question, and a program that runs at the end. */
export async function makeCompanyTemplate(folder: string): Promise<string> {
  const write = async (name: string, content: string, mode = 0o644): Promise<void> => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
  };
  const context = {
    name: 'Churn',
    slug: "{{ cookiecutter.name|lower|replace(' ', '-') }}",
    kind: ['classifier', 'regressor'],
    docs: true,
    __prompts__: {
      name: 'What is the [bold]model[/] called?',
      slug: 'Its folder',
      kind: { __prompt__: 'What does it predict?', classifier: 'A class', regressor: 'A number' },
      docs: 'Write documentation?',
    },
  };
  await write('cookiecutter.json', JSON.stringify(context));
  await write('{{cookiecutter.slug}}/README.md', '# {{ cookiecutter.name }}: {{ cookiecutter.kind }}\n');
  await write('{{cookiecutter.slug}}/src/model.py', 'DOCS = {{ cookiecutter.docs }}\n');
  const hook = '#!/bin/sh\necho "finishing {{ cookiecutter.name }}"\n';
  const fails = '{% if cookiecutter.name == "Broken" %}echo "no licence found"; exit 3{% endif %}\n';
  const slow = '{% if cookiecutter.name == "Slow" %}sleep 100{% endif %}\n';
  await write('hooks/post_gen_project.sh', `${hook}${fails}${slow}touch finished\n`, 0o755);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 'one', '--no-gpg-sign');
  git('tag', 'v1');
  return pathToFileURL(folder).href;
}

const SHOUT = `
from cookiecutter.utils import simple_filter

@simple_filter
def shout(text):
    return text.upper() + "!"
`;

/** A template with an extension in Python, which also renders a default. */
export async function makePythonTemplate(folder: string): Promise<string> {
  const context = {
    slug: 'demo',
    text: '{{ cookiecutter.slug|shout }}',
    _extensions: ['local_extensions.shout'],
  };
  const project = path.join(folder, '{{cookiecutter.slug}}');
  await mkdir(project, { recursive: true });
  await writeFile(path.join(folder, 'cookiecutter.json'), JSON.stringify(context));
  await writeFile(path.join(folder, 'local_extensions.py'), SHOUT);
  await writeFile(path.join(project, 'a.txt'), '{{ cookiecutter.text }}');
  return folder;
}
