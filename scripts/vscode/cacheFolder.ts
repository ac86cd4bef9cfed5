import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder, outside of any repository, where things are kept that are slow to get: VS Code, its Node.
 * `BELLHOP_CACHE`, else `$XDG_CACHE_HOME/bellhop`, else `~/.cache/bellhop`. It may not exist yet.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['BELLHOP_CACHE']) return environment['BELLHOP_CACHE'];
  return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bellhop');
}
