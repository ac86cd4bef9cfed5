import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../../integration/template/modelProject';

/** How a contender is started: it answers POST /predict at the port. */
export interface Contender {
  name: string;
  /** Whether it computes: its answers are then compared with the model's scores. */
  computes: boolean;
  command(port: number): string[];
  env?: Record<string, string>;
}

const HERE = import.meta.dirname;
const CEILING_ANSWER =
  '{"model":{"name":"bench","version":"1.0.0"},"request_id":"00000000-0000-4000-8000-000000000000","predictions":[1.2345678],"warnings":[]}';

/**
 * Everyone who takes part, the ceiling first and Bellhop second. One process and one thread each, no access log but
 * Bellhop's own.
 *
 * @param model the folder that model.py filled.
 * @param python an interpreter with the packages of requirements.lock.
 */
export function contenders(model: string, python: string): Contender[] {
  const typescript = (file: string): string[] => [process.execPath, '--import', 'tsx', path.join(HERE, file)];
  const all: Contender[] = [
    {
      name: 'node:http, no model',
      computes: false,
      command: (port) => [...typescript('ceiling.ts'), String(port), CEILING_ANSWER],
    },
    {
      name: 'Bellhop',
      computes: true,
      command: (port) => [
        process.execPath,
        path.join(ROOT, 'dist/scorer.js'),
        '--artefact',
        model,
        '--port',
        String(port),
        '--max-body-mb',
        '100',
      ],
    },
    {
      name: 'Fastify, onnxruntime-node',
      computes: true,
      command: (port) => [...typescript('fastifyServer.ts'), String(port), model],
    },
    ...['onnxruntime', 'sklearn'].map((runtime) => ({
      name: `FastAPI, ${runtime === 'sklearn' ? 'scikit-learn' : runtime}`,
      computes: true,
      command: (port: number) => [python, path.join(HERE, 'fastapi_server.py'), String(port), model, runtime],
    })),
    {
      name: 'Flask, gunicorn, scikit-learn',
      computes: true,
      command: (port) => [
        python,
        '-m',
        'gunicorn',
        '--chdir',
        HERE,
        '--bind',
        `127.0.0.1:${port}`,
        '--workers',
        '1',
        '--worker-class',
        'gthread',
        '--threads',
        '4',
        '--keep-alive',
        '60',
        'flask_server:app',
      ],
      env: { BENCH_MODEL: model, PYTHONDONTWRITEBYTECODE: '1' },
    },
  ];
  return all.filter(({ name }) => !name.startsWith('Fastify') || isInstalled('fastify'));
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.filename).resolve(name);
    return true;
  } catch {
    console.log(`${name} is not installed: that contender is left out.`);
    return false;
  }
}
