import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { scorerBundle } from '../../../scripts/build';
import { bundleDocsPage } from '../../../scripts/docsPage';

/**
 * Bundles the scorer without its line of log a request, to see what the line costs: nothing else differs.
 *
 * @param folder where the bundle goes.
 * @returns the bundle.
 * @throws Error where the scorer writes its log in another file than this one knows.
 */
export async function scorerWithoutLog(folder: string): Promise<string> {
  const replaced: string[] = [];
  const silent: Plugin = {
    name: 'no line a request',
    setup(bundle) {
      bundle.onLoad({ filter: /http[\\/]requestLog\.ts$/ }, ({ path: file }) => {
        replaced.push(file);
        return { contents: 'export function logRequest() {}', loader: 'ts' };
      });
    },
  };
  const outfile = path.join(folder, 'scorer.js');
  const bundle = scorerBundle(await bundleDocsPage());
  await build({ ...bundle, outfile, plugins: [...(bundle.plugins ?? []), silent] });
  if (replaced.length === 0) throw new Error('The scorer has no file http/requestLog.ts.');
  return outfile;
}
