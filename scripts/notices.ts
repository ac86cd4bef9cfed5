import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** The packages that a VSIX brings along beside the bundles. */
const RUNTIMES = ['onnxruntime-common', 'onnxruntime-node', 'onnxruntime-web'];

/** The names, versions and licences of every package of others that is in the bundles or beside them. */
export async function notices(metafiles: Record<string, Metafile>): Promise<string> {
  const bundled = Object.values(metafiles)
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const names = [...new Set([...bundled, ...RUNTIMES])].sort();
  const texts = await Promise.all(names.map(notice));
  return ['Bellhop contains these packages of others.', ...texts].join(`\n\n${'-'.repeat(80)}\n\n`);
}

async function notice(name: string): Promise<string> {
  const folder = path.join(root, 'node_modules', name);
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license?: string;
  };
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? '' : `\n\n${(await readFile(path.join(folder, file), 'utf8')).trim()}`;
  return `${name} ${manifest.version} (${manifest.license ?? 'see its licence'})${text}`;
}
