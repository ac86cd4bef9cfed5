import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A VS Code without greetings, chat, telemetry or network calls of its own: only the project and its extension show. */
const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  // The newest VS Code opens an unknown folder in Restricted Mode without a question; older ones ask unless told.
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'update.showReleaseNotes': false,
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes into a server's user settings: `changes` over what is there, over quiet defaults when there is nothing yet.
 * An open window takes the change up when it is reloaded.
 */
export function writeUserSettings(serverDataDir: string, changes: Readonly<Record<string, unknown>>): void {
  const file = join(serverDataDir, 'data', 'User', 'settings.json');
  const present = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
    : QUIET_SETTINGS;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...present, ...changes }, null, 2));
}
