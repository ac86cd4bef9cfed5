import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Row } from '../../../contract/artefact';
import { reason } from '../../../contract/failure';
import { pythonEnvironment } from '../../integration/template/pythonEnvironment';
import type { Contender } from './contenders';

const PEERS = path.join(import.meta.dirname, 'peers');

/** A server that others wrote, with a Python environment of its own. */
interface Peer {
  name: string;
  lock: string;
  /** What is to be done before it can start, and how it then is started. */
  prepare: (model: string, python: string) => Omit<Contender, 'name' | 'computes'>;
}

export const ALL_PEERS: readonly Peer[] = [
  { name: "MLflow's own server, rows by name", lock: 'mlflow.lock', prepare: mlflowByName },
  { name: "MLflow's own server, bare lists", lock: 'mlflow.lock', prepare: mlflowLists },
  { name: "BentoML's own server, scikit-learn", lock: 'bentoml.lock', prepare: bentoml },
  { name: "MLServer's own server, scikit-learn", lock: 'mlserver.lock', prepare: mlserver },
];

/**
 * The servers of MLflow, BentoML and MLServer. One worker each. MLflow is asked in two ways: with what Bellhop is asked
 * with, rows by the names of their columns, which a signature checks; and in the fastest way that it has, as MLServer is.
 *
 * @param model the folder `numbers` that model.py filled; what they need is added to it.
 * @returns those that can be installed; of the others it says why.
 */
export async function peers(model: string): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const { name, lock, prepare } of ALL_PEERS) {
    try {
      const python = await pythonEnvironment(path.join(PEERS, lock));
      contenders.push({ name, computes: true, ...prepare(model, python) });
    } catch (error) {
      console.log(`${name}: left out: ${reason(error)}`);
    }
  }
  return contenders;
}

const MLFLOW_ENV = { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_ALLOW_PICKLE_DESERIALIZATION: 'true' };

/** The body says what Bellhop's says, and the signature checks it as Bellhop does. */
function mlflowByName(model: string, python: string): Omit<Contender, 'name' | 'computes'> {
  return mlflow(model, python, 'signature', (row) => ({ dataframe_records: [row] }));
}

/** Lists become an array at once, and nothing is checked. */
function mlflowLists(model: string, python: string): Omit<Contender, 'name' | 'computes'> {
  return mlflow(model, python, 'bare', (row) => ({ instances: [Object.values(row)] }));
}

/** As `mlflow models serve` starts it, without the shell and the access log. */
function mlflow(
  model: string,
  python: string,
  kind: 'signature' | 'bare',
  body: (row: Row) => unknown,
): Omit<Contender, 'name' | 'computes'> {
  execFileSync(python, [path.join(PEERS, 'mlflow_model.py'), model, kind], {
    env: { ...process.env, ...MLFLOW_ENV },
    stdio: 'pipe',
  });
  const options = ['--host', '127.0.0.1', '--no-access-log', '--log-level', 'warning'];
  return {
    command: (port) =>
      [python, '-m', 'uvicorn', ...options, '--port', String(port), 'mlflow.pyfunc.scoring_server.app:app'], // prettier-ignore
    env: { ...MLFLOW_ENV, __pyfunc_model_path__: path.join(model, `mlflow-${kind}`) },
    asking: { path: '/invocations', body, list: 'predictions' },
    expected: 50,
  };
}

function bentoml(model: string, python: string): Omit<Contender, 'name' | 'computes'> {
  return {
    command: (port) =>
      [python, '-m', 'bentoml', 'serve', 'bentoml_service:Bench', '--host', '127.0.0.1', '--port', String(port)], // prettier-ignore
    env: {
      BENCH_MODEL: model,
      BENTOML_DO_NOT_TRACK: 'true',
      BENTOML_HOME: path.join(model, 'bentoml'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    folder: PEERS,
    expected: 40,
  };
}

/** In one process: `parallel_workers` 0. */
function mlserver(model: string, python: string): Omit<Contender, 'name' | 'computes'> {
  const folder = path.join(model, 'mlserver');
  mkdirSync(folder);
  const parameters = { uri: path.join(model, 'model.joblib'), version: '1.0.0' };
  const settings = { debug: false, host: '127.0.0.1', grpc_port: 0, metrics_port: 0, parallel_workers: 0 };
  const implementation = 'mlserver_sklearn.SKLearnModel';
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  writeFileSync(
    path.join(folder, 'model-settings.json'),
    JSON.stringify({ name: 'bench', implementation, parameters }),
  );
  return {
    command: (port) => [
      'env',
      `MLSERVER_HTTP_PORT=${port}`,
      path.join(path.dirname(python), 'mlserver'),
      'start',
      folder,
    ],
    folder,
    asking: {
      path: '/v2/models/bench/infer',
      body: (row) => {
        const data = Object.values(row);
        return { inputs: [{ name: 'rows', shape: [1, data.length], datatype: 'FP64', data }] };
      },
      list: 'data',
    },
    expected: 20,
  };
}
