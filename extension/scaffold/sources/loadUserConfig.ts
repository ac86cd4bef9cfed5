import { readFile } from 'node:fs/promises';
import { Failure, reason } from '../../../contract/failure';
import { readUserConfig, userConfigFile, type UserConfig } from './userConfig';

/**
 * Loads a person's cookiecutter configuration; the built-in one where they have none.
 *
 * @throws Failure `config-missing` where COOKIECUTTER_CONFIG names a file that cannot be read, `config-invalid` where
 *   the file is no YAML or says something else than it may.
 */
export async function loadUserConfig(env: NodeJS.ProcessEnv, home: string): Promise<UserConfig> {
  const { file, required } = userConfigFile(env, home);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (!required) return '';
    const message = `${file}, which COOKIECUTTER_CONFIG names, could not be read: ${reason(cause)}.`;
    throw new Failure('config-missing', message, 'Correct the variable COOKIECUTTER_CONFIG.', { cause });
  });
  return readUserConfig(await parsed(text, file), file, env, home);
}

async function parsed(text: string, file: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    // Cookiecutter reads it with PyYAML, which keeps to YAML 1.1: `yes` is true.
    return parse(text, { version: '1.1' });
  } catch (cause) {
    const message = `${file} is not valid YAML: ${reason(cause)}`;
    throw new Failure('config-invalid', message, 'Correct the file and try again.', { cause });
  }
}
