import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import type { PackageIndex } from './packageIndex';
import { moduleName, readPin, type Pin } from './packageName';
import type { PackageVersion } from './versions';

/**
 * The framework that a model package needs where scikit-learn itself scores its model: a package of its own, whose
 * transformers the model is made of. It is the one version that the model package asks for, on the same index.
 *
 * @returns undefined where the model is made without one, or the framework is in the model package itself.
 * @throws Failure `framework-unpinned`, `framework-missing`, those of `PackageIndex`; Cancelled.
 */
export async function neededFramework(
  index: PackageIndex,
  model: PackageVersion,
  artefact: Artefact,
  signal?: AbortSignal,
): Promise<PackageVersion | undefined> {
  const module = neededModule(model, artefact);
  if (module === undefined) return undefined;
  const pin = frameworkPin(await index.metadata(model, signal), module, model);
  return index.version(pin, signal).catch((error: unknown) => {
    const isMissing = error instanceof Failure && ['package-unknown', 'version-unknown'].includes(error.code);
    if (!isMissing) throw error;
    throw new Failure(
      'framework-missing',
      `The model of ${model.name} ${model.version} is made of ${pin.name} ${pin.version}, which ${index.url} does not have.`,
      `Publish ${pin.name} ${pin.version} there, too, or let ONNX score where the package has a model.onnx.`,
      { cause: error },
    );
  });
}

/**
 * The Python module of the framework, where loading the model imports it: because of a type of its own, or of one in the
 * model package, which may be made of it.
 */
function neededModule({ name }: Pin, { python }: Artefact): string | undefined {
  if (!python) return undefined;
  const top = (module: string): string => module.split('.')[0] ?? '';
  const [framework, own] = [top(python.module), moduleName(name)];
  if (framework === own) return undefined;
  return python.trusted.some((type) => [framework, own].includes(top(type))) ? framework : undefined;
}

/** What the headers of a METADATA ask for, by the name of the module: `Requires-Dist: motor-framework==1.2.0; extra == 'train'`. */
function frameworkPin(headers: string, module: string, { name, version }: Pin): Pin {
  const asked = headers.matchAll(/^Requires-Dist:[ \t]*([\w.-]+)[ \t]*(?:\[[^\]]*\])?[ \t]*([^;\r\n]*)/gim);
  for (const [, framework = '', range = ''] of asked) {
    if (moduleName(framework) !== module) continue;
    const [, exact] = /^\(?==\s*([^,*\s)]+)\)?\s*$/.exec(range) ?? [];
    if (exact !== undefined) return readPin(`${framework}==${exact}`);
    throw unpinned(`${name} ${version} asks for ${framework}${range.trim()}, which names no single version.`);
  }
  throw unpinned(
    `The model of ${name} ${version} is made of ${module}, and the package does not ask for that.`,
  );
}

function unpinned(message: string): Failure {
  return new Failure(
    'framework-unpinned',
    message,
    'Ask for the framework as NAME==VERSION in the pyproject.toml of the model project, and publish a version.',
  );
}
