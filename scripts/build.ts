import { execFileSync } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import manifest from '../package.json';
import { bundleDocsPage } from './docsPage';
import { notices } from './notices';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** The folders of webview/ that are pages: each becomes a script and a style sheet. */
const pages = ['evaluation', 'tester'];

/** Packages that are bundled into a file of their own, so that nothing loads them before their first use. */
const loadedOnFirstUse = ['dockerode', 'hyparquet', 'simple-git', 'undici'];

/**
 * What dockerode brings for ssh and for BuildKit: Bellhop runs the ssh program itself and uses the classic builder. What
 * express brings for bodies, with the tables of all encodings: the scorer reads bodies itself.
 */
const neverUsed = ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'body-parser'];

/** What runs in Node. Native and WASM runtimes stay packages of their own: they bring binaries along. */
const node: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
  define: {
    BELLHOP_VERSION: JSON.stringify(manifest.version),
    BELLHOP_COMMIT: JSON.stringify(commit()),
  },
};

/** A page of a webview: a script, and a style sheet beside it. */
export function pageBundle(page: string): BuildOptions {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    metafile: true,
    logLevel: 'warning',
    entryPoints: [`webview/${page}/main.ts`],
  };
}

/**
 * The scorer as a program of its own.
 *
 * @param docs what the page of its documentation is made of.
 */
export function scorerBundle(docs: Awaited<ReturnType<typeof bundleDocsPage>>): BuildOptions {
  return {
    ...node,
    absWorkingDir: root,
    // Keeping the names of minified functions costs a call for each closure: a tenth of the throughput.
    minifyIdentifiers: false,
    minifySyntax: true,
    minifyWhitespace: true,
    minify: false,
    keepNames: false,
    entryPoints: ['local-server/main.ts'],
    external: ['onnxruntime-node', 'onnxruntime-web'],
    plugins: [emptyPackages],
    define: {
      ...node.define,
      BELLHOP_DOCS_SCRIPT: JSON.stringify(docs.script),
      BELLHOP_DOCS_STYLE: JSON.stringify(docs.style),
    },
  };
}

const lazyPackages = {
  name: 'packages loaded on first use',
  setup(setup: Parameters<NonNullable<BuildOptions['plugins']>[number]['setup']>[0]): void {
    const names = new RegExp(`^(${loadedOnFirstUse.join('|')})$`);
    setup.onResolve({ filter: names }, ({ path: name, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${name}.js`, external: true },
    );
  },
};

const emptyPackages = {
  name: 'packages that are never used',
  setup(setup: Parameters<NonNullable<BuildOptions['plugins']>[number]['setup']>[0]): void {
    const names = new RegExp(`^(${neverUsed.join('|')})$`);
    setup.onResolve({ filter: names }, ({ path: name }) => ({ path: name, namespace: 'empty' }));
    setup.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

/**
 * Bundles everything into dist/: extension.js, cli.js, scorer.js, keeper.js, webview/ and a file for each package that is loaded
 * on first use. Gives the metafiles, by entry, for the tests of the module graph.
 */
export async function buildAll(): Promise<Record<string, Metafile>> {
  await rm(dist, { recursive: true, force: true });
  const docs = await bundleDocsPage();
  const entries: Record<string, BuildOptions> = {
    'extension.js': {
      ...node,
      entryPoints: ['extension/extension.ts'],
      external: ['vscode'],
      plugins: [lazyPackages],
    },
    'cli.js': {
      ...node,
      entryPoints: ['extension/cli.ts'],
      banner: { js: '#!/usr/bin/env node' },
      plugins: [lazyPackages],
    },
    'scorer.js': scorerBundle(docs),
    'keeper.js': { ...node, entryPoints: ['extension/processes/keeper.ts'] },
    ...Object.fromEntries(pages.map((page) => [`webview/${page}.js`, pageBundle(page)])),
    ...Object.fromEntries(
      loadedOnFirstUse.map((name) => [
        `${name}.js`,
        { ...node, entryPoints: [name], plugins: [emptyPackages] },
      ]),
    ),
  };
  const metafiles = await Promise.all(
    Object.entries(entries).map(async ([name, options]) => {
      const result = await build({ ...options, absWorkingDir: root, outfile: path.join(dist, name) });
      return [name, result.metafile] as const;
    }),
  );
  await chmod(path.join(dist, 'cli.js'), 0o755);
  const known = Object.fromEntries(
    metafiles.flatMap(([name, metafile]) => (metafile ? [[name, metafile]] : [])),
  );
  await writeFile(path.join(dist, 'third-party-notices.txt'), await notices(known));
  return known;
}

/** The commit that is built, for the scorer's answer to "which build are you"; null outside a git checkout. */
function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}

if (import.meta.filename === process.argv[1]) void buildAll();
