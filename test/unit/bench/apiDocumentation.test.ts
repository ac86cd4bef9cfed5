import assert from 'node:assert/strict';
import { apiDocuments } from '../../bench/api/documentation';
import type { ApiResults } from '../../bench/api/results';

const RESULTS: ApiResults = {
  schema: 1,
  date: '2026-01-31',
  machine: { processor: 'A & B', cores: 2, system: 'Linux x64', pinning: 'pinned' },
  libraries: { flask: '3.1.3' },
  rounds: 5,
  servers: [
    { name: 'The API, ONNX Runtime', perSecond: 1_500, p99: 30, oneMedian: 1, oneP99: 2 },
    { name: 'FastAPI, onnxruntime', perSecond: 3_000, p99: 15, oneMedian: 0.5, oneP99: 1 },
  ],
};

describe('The page of the API’s benchmarks', () => {
  const files = apiDocuments(RESULTS);

  it('has each server with its numbers, and says where another one is faster', () => {
    const page = files['benchmarks-api.md'] ?? '';
    assert.match(page, /\| The API, ONNX Runtime \| 1,500 \| 30\.0 \| 1\.00 \| 2\.00 \| 1\.00× \|/);
    assert.match(page, /\| FastAPI, onnxruntime \| 3,000 \| 15\.0 \| 0\.50 \| 1\.00 \| 0\.50× \|/);
    assert.match(page, /A & B, 2 cores, Linux x64; pinned; medians of 5 rounds/);
  });

  it('has a chart of them all', () => {
    const chart = files['benchmarks-api.svg'] ?? '';
    for (const { name } of RESULTS.servers) assert.ok(chart.includes(name));
  });
});
