import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const PYTHON: Readonly<Record<string, readonly string[]>> = {
  'requirements.lock': ['scikit-learn', 'onnxruntime', 'fastapi', 'uvicorn', 'flask', 'gunicorn'],
  'peers/mlflow.lock': ['mlflow'],
  'peers/bentoml.lock': ['bentoml'],
  'peers/mlserver.lock': ['mlserver'],
};

/** The versions of what takes part, as package.json and the locks pin them. */
export function libraries(): Record<string, string> {
  const packages = createRequire(import.meta.filename);
  const { dependencies, devDependencies } = packages('../../../package.json') as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const versions: Record<string, string> = {
    'onnxruntime-node': dependencies['onnxruntime-node'] ?? '',
    fastify: devDependencies['fastify'] ?? '',
  };
  for (const [file, names] of Object.entries(PYTHON)) {
    const lock = readFileSync(path.join(import.meta.dirname, file), 'utf8');
    for (const name of names) versions[name] = new RegExp(`^${name}==(.+)$`, 'm').exec(lock)?.[1] ?? '';
  }
  return versions;
}
