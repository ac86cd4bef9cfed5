import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeApiProject, packageOf, type ApiProject } from '../integration/api/apiProject';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { writeApiDocumentation } from './api/documentation';
import type { ApiResults } from './api/results';
import { measureAll, withServers, type Pace } from './scorer';
import { ofNumbers, type Contender } from './scorer/contenders';
import { pinning, pinToClientCore } from './scorer/runningServer';

const HERE = import.meta.dirname;
/** Those of the scorer's bench that a team would write in Python instead. */
const OTHERS = /^(Flask|FastAPI), /;
const SERVERS = 5;
const LIBRARIES = ['flask', 'gunicorn', 'onnxruntime', 'scikit-learn', 'fastapi', 'uvicorn'];

/**
 * The API of the template with both runtimes, beside plain Flask and FastAPI: one row a request, all in one run and by
 * turns. Ratios are what counts.
 *
 * @param isQuick one short round, which says only that the bench works.
 */
export async function benchApi(folder: string, _given: readonly string[], isQuick: boolean): Promise<void> {
  const pace: Pace = isQuick ? { rounds: 1, milliseconds: 500 } : { rounds: 5, milliseconds: 2000 };
  pinToClientCore();
  const lock = path.join(HERE, 'scorer/requirements.lock');
  const python = await pythonEnvironment(lock);
  execFileSync(python, [path.join(HERE, 'scorer/model.py'), folder]);
  const numbers = path.join(folder, 'numbers');
  const onnx = await project(folder, 'onnx');
  const scikit = await project(folder, 'scikit-learn');
  execFileSync(scikit.python, [path.join(HERE, 'api/skops_file.py'), numbers]);
  const modelPackage = await packageOf(numbers, path.join(folder, 'package'));
  const contenders = [
    contender('The API, ONNX Runtime', onnx, modelPackage),
    contender('The API, scikit-learn', scikit, modelPackage),
    ...ofNumbers(numbers, { node: process.execPath, python }).filter(({ name }) => OTHERS.test(name)),
  ];
  const servers = await withServers(contenders, numbers, folder, (running) => measureAll(running, pace));
  const results: ApiResults = {
    schema: 1,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: os.cpus()[0]?.model ?? 'unknown',
      cores: os.cpus().length,
      system: `${os.type()} ${os.arch()}`,
      pinning,
    },
    libraries: versions(lock),
    rounds: pace.rounds,
    servers,
  };
  console.table(servers, ['name', 'perSecond', 'p99', 'oneMedian', 'oneP99']);
  if (!isQuick && servers.length === SERVERS) await writeApiDocumentation(results);
  else console.log('\nThe documentation is left as it is: it shows whole runs with every server.');
}

async function project(folder: string, runtime: string): Promise<ApiProject> {
  const outputDir = path.join(folder, runtime);
  mkdirSync(outputDir);
  return makeApiProject(outputDir, { runtime });
}

function contender(name: string, { folder, python }: ApiProject, modelPackage: string): Contender {
  return {
    name,
    computes: true,
    command: (port) => [python, '-m', 'gunicorn', '--bind', `127.0.0.1:${port}`],
    env: {
      PYTHONPATH: modelPackage,
      PYTHONDONTWRITEBYTECODE: '1',
      DRAIN_SECONDS: '0',
      MAX_REQUESTS: '1000000000',
    },
    folder,
  };
}

function versions(lock: string): Record<string, string> {
  const text = readFileSync(lock, 'utf8');
  return Object.fromEntries(
    LIBRARIES.map((name) => [name, new RegExp(`^${name}==(.+)$`, 'm').exec(text)?.[1] ?? '']),
  );
}
