import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

import { ensureDebianPackages, findOnPath } from './debianPackages';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Finds Chromium and a font for its pages, or installs both. @returns the path of the program. */
export async function ensureChromium(report: (line: string) => void): Promise<string> {
  await ensureDebianPackages(
    [
      { name: 'chromium', isPresent: () => findChromium() !== undefined },
      { name: 'fonts-dejavu-core', isPresent: () => existsSync('/usr/share/fonts/truetype/dejavu') },
    ],
    'running VS Code in a browser',
    report,
  );
  return findChromium() ?? 'chromium';
}

/** Starts Chromium without a window, with a fresh profile. The caller closes it. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Root, as in a container, has no sandbox; the rest keeps it from calling home and from needing a GPU.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function findChromium(): string | undefined {
  return NAMES.map(findOnPath).find((path) => path !== undefined);
}
