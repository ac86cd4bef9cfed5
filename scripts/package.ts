import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import manifest from '../package.json';
import { buildAll } from './build';
import { runLogged } from './runLogged';

/** The VSIX files: one a platform with its native ONNX Runtime, and a universal one with the WASM runtime only. */
export const TARGETS = [
  'win32-x64',
  'win32-arm64',
  'darwin-arm64',
  'linux-x64',
  'linux-arm64',
  'universal',
] as const;
export type Target = (typeof TARGETS)[number];

const root = path.resolve(import.meta.dirname, '..');
const build = path.join(root, 'build');
/** What a VSIX may hold; .vscodeignore says which files of it. */
const parts = [
  '.vscodeignore',
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'contract',
  'dist',
  'docs',
  'local-server',
  'media',
  'templates',
];

/**
 * Packages one target from a built checkout into build/ and gives the path of the VSIX. The runtime goes to
 * dist/node_modules of a staged copy, where the scorer finds it as it finds that of a checkout.
 */
export async function packageTarget(target: Target): Promise<string> {
  const stage = path.join(build, 'stage', target);
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  for (const part of parts) await cp(path.join(root, part), path.join(stage, part), { recursive: true });
  await stageRuntime(target, path.join(stage, 'dist', 'node_modules'));
  const packagePath = path.join(build, `bellhop-${manifest.version}-${target}.vsix`);
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await runLogged({
    program: process.execPath,
    args: [
      vsce,
      'package',
      ...options,
      ...(target === 'universal' ? [] : ['--target', target]),
      '--out',
      packagePath,
    ],
    cwd: stage,
    logFile: path.join(build, 'package.log'),
    purpose: `Packaging ${target}`,
  });
  await rm(stage, { recursive: true, force: true });
  return packagePath;
}

/** Copies what the scorer loads of the runtime's packages, and nothing else of them. */
async function stageRuntime(target: Target, to: string): Promise<void> {
  const copy = (name: string, files: string[]) =>
    Promise.all(
      files.map((file) =>
        cp(path.join(root, 'node_modules', name, file), path.join(to, name, file), {
          recursive: true,
          filter: (source) => !/\.(map|d\.ts)$/.test(source),
        }),
      ),
    );
  await copy('onnxruntime-common', ['package.json', 'dist/cjs']);
  if (target === 'universal') {
    const wasm = ['ort.node.min.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
    await copy('onnxruntime-web', ['package.json', ...wasm.map((file) => path.join('dist', file))]);
    return;
  }
  const binaries = path.join('bin', 'napi-v6', ...target.split('-'));
  await copy('onnxruntime-node', ['package.json', 'dist', binaries]);
  await removeUnused(path.join(to, 'onnxruntime-node', binaries));
}

/**
 * What comes with the runtime and is never loaded: on macOS the library's copy by its versioned name; on Windows the
 * compiler of WebGPU's shaders, a third of the package, which the runtime loads by name when WebGPU is asked for.
 */
const UNUSED = /^(libonnxruntime\.\d+\.\d.*\.dylib|dxcompiler\.dll|dxil\.dll)$/;

async function removeUnused(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (UNUSED.test(file)) await rm(path.join(folder, file));
  }
}

async function main(wanted: readonly string[]): Promise<void> {
  await buildAll();
  for (const target of TARGETS) {
    if (wanted.length === 0 || wanted.includes(target)) console.log(await packageTarget(target));
  }
}

// `npm run package` makes them all, `npm run package -- linux-x64 universal` those named.
if (import.meta.filename === process.argv[1]) void main(process.argv.slice(2));
