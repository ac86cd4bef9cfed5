import path from 'node:path';
import { ROOT } from '../../integration/template/modelProject';
import type { Asking } from './asking';

/** How a contender is started, and how it is asked. */
export interface Contender {
  name: string;
  /** Whether it computes: its answers are then compared with the model's scores. */
  computes: boolean;
  command(port: number): string[];
  env?: Record<string, string>;
  /** Where it runs; the root of the project where absent. */
  folder?: string;
  /** How it is asked, where not by Bellhop's own contract. */
  asking?: Asking;
  /** Bellhop is expected to answer at least so many times as many requests. */
  expected?: number;
}

/** What the servers run on. */
export interface Programs {
  /** The Node of the newest VS Code, which the scorer's image has too. */
  node: string;
  /** An interpreter with the packages of requirements.lock. */
  python: string;
}

export const BELLHOP = 'Bellhop';
export const CEILING = 'node:http, no model';

const HERE = import.meta.dirname;
const CEILING_ANSWER =
  '{"model":{"name":"bench","version":"1.0.0"},"request_id":"00000000-0000-4000-8000-000000000000","predictions":[1.2345678],"warnings":[]}';

/**
 * Who scores 20 numbers with a gradient boosting model, the ceiling first and Bellhop second. One process and one
 * thread each, no access log but Bellhop's own.
 *
 * @param model the folder `numbers` that model.py filled.
 */
export function ofNumbers(model: string, { node, python }: Programs): Contender[] {
  const typescript = (file: string): string[] => [node, '--import', 'tsx', path.join(HERE, file)];
  return [
    {
      name: CEILING,
      computes: false,
      command: (port) => [...typescript('ceiling.ts'), String(port), CEILING_ANSWER],
    },
    bellhop(model, node),
    {
      name: 'Fastify, onnxruntime-node',
      computes: true,
      command: (port) => [...typescript('fastifyServer.ts'), String(port), model],
    },
    ...['onnxruntime', 'sklearn'].map((runtime) => ({
      name: `FastAPI, ${runtime === 'sklearn' ? 'scikit-learn' : runtime}`,
      computes: true,
      command: (port: number) => [python, path.join(HERE, 'fastapi_server.py'), String(port), model, runtime],
      ...(runtime === 'sklearn' ? {} : { expected: 5 }),
    })),
    { ...gunicorn(model, python, 'flask_server'), name: 'Flask, gunicorn, scikit-learn', expected: 15 },
  ];
}

/** Who scores 12 numbers and 4 texts with a pipeline of scaler, one-hot encoder and logistic regression. */
export function ofMixed(model: string, { node, python }: Programs): Contender[] {
  return [
    bellhop(model, node),
    {
      ...gunicorn(model, python, 'flask_frame_server'),
      name: 'Flask, data frame, scikit-learn',
      expected: 25,
    },
  ];
}

/** @param script the bundled scorer. */
export function bellhop(
  artefact: string,
  node: string,
  script: string = path.join(ROOT, 'dist/scorer.js'),
): Contender {
  return {
    name: BELLHOP,
    computes: true,
    command: (port) => [node, script, '--artefact', artefact, '--port', String(port), '--max-body-mb', '100'],
  };
}

function gunicorn(model: string, python: string, app: string): Omit<Contender, 'name'> {
  const options = ['--workers', '1', '--worker-class', 'gthread', '--threads', '4', '--keep-alive', '60'];
  return {
    computes: true,
    command: (port) =>
      [python, '-m', 'gunicorn', '--chdir', HERE, '--bind', `127.0.0.1:${port}`, ...options, `${app}:app`], // prettier-ignore
    env: { BENCH_MODEL: model, PYTHONDONTWRITEBYTECODE: '1' },
  };
}
