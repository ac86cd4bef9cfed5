import { Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { modelWords, readModelPackage, templateAnswers, versionWords } from '../packageIndex/modelPackage';
import type { ModelPackage } from '../packageIndex/modelPackage';
import { PackageIndex } from '../packageIndex/packageIndex';
import { isPackageName, readPin } from '../packageIndex/packageName';
import { proposedVersion, type PackageVersion } from '../packageIndex/versions';

/** The answers to the API template that a person gave and those that follow from the model package. */
export interface ApiAnswers {
  pairs: Map<string, string>;
  /** What the index says; undefined where none was asked. */
  model?: ModelPackage;
}

/** Most names are no use in a terminal. */
const MOST_NAMES = 50;

/**
 * Looks the model package of a new API project up on the index that is given, and adds what follows from it: its version
 * where none is given, its hashes, what scores it, a Python that it runs on. Asks where one may.
 *
 * @param offline asks no index.
 * @throws Failure of `PackageIndex`, `templateAnswers`, `answer-missing`; Cancelled.
 */
export async function apiAnswers(
  { terminal, signal, mayAsk }: CommandContext,
  given: ReadonlyMap<string, string>,
  offline: boolean,
): Promise<ApiAnswers> {
  const pairs = new Map(given);
  if (mayAsk && !offline && !pairs.has('index_url')) {
    pairs.set('index_url', await ask('The package index that has the model package', '', signal));
  }
  const url = pairs.get('index_url') ?? '';
  // What is no address of an index is refused by the template's own rule.
  if (offline || !/^https?:\/\/[^\s"'@]+$/.test(url)) {
    if (url === '' && pairs.has('model_package')) {
      terminal.progress('The model package is not looked up: no index_url is given.');
    }
    return { pairs };
  }
  const index = new PackageIndex(url);
  const version = await chosenVersion(index, pairs.get('model_package'), mayAsk, signal);
  terminal.progress(`Reading ${version.name} ${version.version} on ${index.url}`);
  const model = await readModelPackage(index, version, { runtime: pairs.get('runtime'), signal });
  terminal.progress(modelWords(model.artefact));
  if (version.yanked !== undefined) {
    terminal.progress(`${version.name} ${version.version} is ${versionWords(version) ?? ''}.`);
  }
  for (const [name, value] of templateAnswers(model, pairs.get('python_version'))) {
    if (name === 'model_package' || !pairs.has(name)) pairs.set(name, value);
  }
  return { pairs, model };
}

async function chosenVersion(
  index: PackageIndex,
  given: string | undefined,
  mayAsk: boolean,
  signal: AbortSignal,
): Promise<PackageVersion> {
  if (given?.includes('==')) return index.version(readPin(given), signal);
  const name = given ?? (mayAsk ? await askName(index, signal) : '');
  if (!isPackageName(name)) {
    throw new Failure(
      'answer-missing',
      name === '' ? 'Which model package to serve is not said.' : `"${name}" is not the name of a package.`,
      'Give it as model_package=NAME==VERSION, or as model_package=NAME for its newest version.',
    );
  }
  const versions = await index.versions(name, signal);
  const proposed = proposedVersion(versions)?.version ?? '';
  if (!mayAsk) return index.version({ name, version: proposed }, signal);
  const list = versions.map((one) => [`  ${one.version}`, versionWords(one)].filter(Boolean).join(' · '));
  const version = await ask(`${list.join('\n')}\nWhich version of ${name}`, proposed, signal);
  return index.version({ name, version }, signal);
}

async function askName(index: PackageIndex, signal: AbortSignal): Promise<string> {
  const names = (await index.names(signal)) ?? [];
  const list = names.length <= MOST_NAMES ? names.map((name) => `  ${name}\n`).join('') : '';
  return ask(`${list}The model package to serve`, names[0] ?? '', signal);
}
