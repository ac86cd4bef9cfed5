import type { Readiness } from './scoring';

declare const BELLHOP_VERSION: string | undefined;
declare const BELLHOP_COMMIT: string | undefined;

/** Written in by the bundler; run from source there is no build, so the names do not exist. */
export const build: Readiness['build'] = {
  version: typeof BELLHOP_VERSION === 'string' ? BELLHOP_VERSION : 'source',
  commit: typeof BELLHOP_COMMIT === 'string' && BELLHOP_COMMIT !== '' ? BELLHOP_COMMIT : null,
};
