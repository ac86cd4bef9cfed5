import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../package.json';
import texts from '../package.nls.json';

const root = path.resolve(import.meta.dirname, '..');
export const SETTINGS_DOC = path.join(root, 'docs', 'settings.md');

interface Setting {
  type: string;
  default: unknown;
  scope: string;
  markdownDescription: string;
}

/** docs/settings.md as the manifest says it: a table of every setting. */
export function settingsDoc(): string {
  const restricted = new Set<string>(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
  const settings = Object.entries(manifest.contributes.configuration.properties as Record<string, Setting>);
  const rows = settings.map(([id, setting]) => {
    const words = text(setting.markdownDescription).replaceAll('|', '\\|');
    const where = `${setting.scope}${restricted.has(id) ? ', not from an untrusted workspace' : ''}`;
    return `| \`${id}\` | ${setting.type} | \`${JSON.stringify(setting.default)}\` | ${where} | ${words} |`;
  });
  return [
    '# Settings',
    '',
    'Made from `package.json` by `npm run docs:settings`.',
    '',
    '| setting | type | default | scope | meaning |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function text(key: string): string {
  return (texts as Record<string, string>)[key.replaceAll('%', '')] ?? key;
}

/** The document as it stands in the repository. */
export function writtenSettingsDoc(): string {
  return readFileSync(SETTINGS_DOC, 'utf8');
}

if (import.meta.filename === process.argv[1]) writeFileSync(SETTINGS_DOC, settingsDoc());
