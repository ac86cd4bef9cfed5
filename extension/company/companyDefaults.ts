import type { Company } from '../../contract/company';

/** What new projects begin with: from the settings, else from the company file. */
export type ProjectDefaults = Pick<Company, 'packageIndex' | 'framework'>;

/** The answers of a bundled template that nobody needs to be asked. */
export function defaultAnswers(
  template: string,
  { packageIndex, framework }: ProjectDefaults,
): Map<string, string> {
  const answers = new Map<string, string>();
  if (packageIndex !== undefined && ['model', 'api'].includes(template)) {
    answers.set('index_url', packageIndex);
  }
  if (framework !== undefined && template === 'model') answers.set('framework', framework);
  return answers;
}
