import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Ort from 'onnxruntime-node';

/** A contender: Fastify with its own schemas in and out, and one run of onnxruntime-node a request. */

interface Fastify {
  post(
    path: string,
    options: object,
    handler: (request: { body: { rows: Record<string, number>[] } }) => Promise<object>,
  ): void;
  listen(options: { port: number; host: string }): Promise<string>;
}

const [port, folder = ''] = process.argv.slice(2);
const packages = createRequire(import.meta.filename);

async function main(): Promise<void> {
  const { fastify } = packages('fastify') as { fastify: () => Fastify };
  const ort = packages('onnxruntime-node') as typeof Ort;
  const session = await ort.InferenceSession.create(readFileSync(path.join(folder, 'plain.onnx')), {
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const columns = Array.from({ length: 20 }, (_, index) => `feature_${String(index).padStart(2, '0')}`);
  const number = { type: 'number' };
  const row = {
    type: 'object',
    required: columns,
    properties: Object.fromEntries(columns.map((name) => [name, number])),
  };
  const text = { type: 'string' };
  const answer = {
    type: 'object',
    properties: {
      model: { type: 'object', properties: { name: text, version: text } },
      request_id: text,
      predictions: { type: 'array', items: number },
      warnings: { type: 'array', items: text },
    },
  };
  const schema = {
    body: { type: 'object', required: ['rows'], properties: { rows: { type: 'array', items: row } } },
    response: { 200: answer },
  };
  const app = fastify();
  app.post('/predict', { schema }, async ({ body: { rows } }) => {
    const data = new Float32Array(rows.length * columns.length);
    rows.forEach((values, index) =>
      columns.forEach((name, column) => (data[index * columns.length + column] = values[name] ?? NaN)),
    );
    const tensor = new ort.Tensor('float32', data, [rows.length, columns.length]);
    const { variable } = await session.run({ X: tensor }, ['variable']);
    return {
      model: { name: 'bench', version: '1.0.0' },
      request_id: randomUUID(),
      predictions: Array.from(variable?.data as Float32Array),
      warnings: [],
    };
  });
  await app.listen({ port: Number(port), host: '127.0.0.1' });
}

void main();
