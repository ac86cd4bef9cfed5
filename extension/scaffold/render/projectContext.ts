import path from 'node:path';
import { original, resolveAll, type Answers } from '../template/answers';
import { Dict, type Value } from '../jinja/values';
import { jsonText } from '../template/jsonText';
import type { Template } from '../template/template';

/** What a project is rendered from. */
export interface ProjectContext {
  /** The variables alone, without what Bellhop adds. */
  values: Dict;
  /** The names that a template may use: `cookiecutter`, and `_cookiecutter` with the options as they were. */
  names: [string, Value][];
}

/** Resolves all variables once: a default can be random. */
export function projectContext(template: Template, answers: Answers, outputDir: string): ProjectContext {
  const values = resolveAll(template, answers);
  const cookiecutter = new Dict(values.entries(), true);
  cookiecutter.set('_template', template.origin.template);
  cookiecutter.set('_output_dir', path.resolve(outputDir));
  cookiecutter.set('_repo_dir', template.folder);
  cookiecutter.set('_checkout', template.origin.checkout);
  return {
    values,
    names: [
      ['cookiecutter', cookiecutter],
      ['_cookiecutter', original(template)],
    ],
  };
}

/** The text of cookiecutter's replay file: the whole context, as JSON. */
export function replayText(context: ProjectContext): string {
  return jsonText(new Dict(context.names), 2);
}
