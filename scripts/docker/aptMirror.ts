import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The address of the Debian mirror that this machine's own apt uses, as debootstrap takes it; nothing where this is no
 * Debian. Without it debootstrap asks a server that a closed network does not reach.
 */
export function aptMirror(): string[] {
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...list(folder).map((name) => join(folder, name))];
  for (const text of files.map(read)) {
    // `URIs:` of the newer form, `deb [options] address suite` of the older one.
    const address = /^(?:URIs:\s*|deb\s+(?:\[[^\]]*\]\s+)?)(\S+\/debian\/?)(?:\s|$)/m.exec(text)?.[1];
    if (address !== undefined) return [address];
  }
  return [];
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
