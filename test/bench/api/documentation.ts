import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../integration/template/modelProject';
import { barChart, thousands } from '../scorer/charts';
import { short } from '../scorer/results';
import { times, type ApiResults } from './results';

const DOCS = path.join(ROOT, 'docs');

/** Writes the page, the chart and the numbers that they are made of. */
export async function writeApiDocumentation(results: ApiResults): Promise<void> {
  const files = {
    'benchmarks-api.json': `${JSON.stringify(results, undefined, 2)}\n`,
    ...apiDocuments(results),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(DOCS, name), content);
  console.log(`\nWritten: ${Object.keys(files).join(', ')} in docs/.`);
}

/** Name of a file in docs/ to its content. */
export function apiDocuments(results: ApiResults): Record<string, string> {
  const { servers, rounds } = results;
  const [own] = servers;
  const bars = servers.map((server) => ({
    label: server.name,
    value: server.perSecond,
    note: own && server !== own ? ` (${times(own, server)})` : '',
    isOwn: server === own,
  }));
  const subtitle = `requests a second on one core, 32 connections, medians of ${rounds} rounds; ×: how many times as fast the first is`;
  return {
    'benchmarks-api.md': page(results),
    'benchmarks-api.svg': barChart('One row of 20 numbers, gradient boosting', subtitle, bars),
  };
}

function page({ date, machine, libraries, rounds, servers }: ApiResults): string {
  const versions = Object.entries(libraries).map(([name, version]) => `${name} ${version}`);
  const [own] = servers;
  return [
    '# Benchmarks of an API project',
    '',
    'Written by `npm run bench -- api`. All servers score the same model, in one process each, and are loaded by turns in one run,',
    'with one row a request: one core for the server, the other for the client. The numbers of two runs or machines cannot be',
    'compared; the ratios can.',
    '',
    `Measured on ${date}: ${machine.processor}, ${machine.cores} cores, ${machine.system}; ${machine.pinning}; medians of ${rounds} rounds.`,
    `Versions: ${versions.join(', ')}.`,
    '',
    '![Requests a second of each server](benchmarks-api.svg)',
    '',
    '| server | requests/s, 32 connections | p99 ms | 1 connection: median ms | p99 ms | the API with ONNX Runtime is faster |',
    '|---|---|---|---|---|---|',
    ...servers.map((server) => {
      const { name, perSecond, p99, oneMedian, oneP99 } = server;
      const cells = [
        thousands(perSecond),
        ...[p99, oneMedian, oneP99].map(short),
        own ? times(own, server) : '',
      ];
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
    '',
    'The API validates each row, writes a line of log a request and counts it, without a cache; the others do none of that. They are',
    'Flask and FastAPI as small as they can be written, with scikit-learn on an array or with ONNX Runtime.',
    '',
    '```sh',
    'npm run bench -- api          # measures, and writes this page',
    'npm run bench -- api --quick  # one short round, to see that it works; writes nothing',
    '```',
    '',
  ].join('\n');
}
