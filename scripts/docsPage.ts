import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** Bundles the page that documents a scorer; both texts are written into scorer.js. */
export async function bundleDocsPage(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['webview/docs/main.ts'],
    outfile: 'page.js',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
    write: false,
  });
  const textOf = (extension: string): string => {
    const file = outputFiles.find((output) => output.path.endsWith(extension));
    if (!file) throw new Error(`The page has no ${extension} file.`);
    return file.text;
  };
  return { script: textOf('.js'), style: textOf('.css') };
}
