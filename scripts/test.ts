import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * `npm test`: lint, types, templates beside cookiecutter, then unit, integration and end-to-end tests, and one closing line
 * with the sum of them. Every part runs, whatever the one before it said. `npm test -- unit` runs the parts named.
 */

const root = path.resolve(import.meta.dirname, '..');

interface Sum {
  passed: number;
  failed: number;
}

const parts: Record<string, () => Promise<Sum>> = {
  lint: () => check('npm', ['run', '--silent', 'lint']),
  types: () => check('npm', ['run', '--silent', 'typecheck']),
  unit: () => mocha('unit'),
  templates: () => check('npm', ['run', '--silent', 'test:templates']),
  integration: () => mocha('integration'),
  e2e: () => mocha('e2e'),
};

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    throw new Error(`No part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  }
  const total: Sum = { passed: 0, failed: 0 };
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const started = Date.now();
    console.log(`\n== ${name}`);
    const { passed, failed } = await run();
    total.passed += passed;
    total.failed += failed;
    console.log(
      `== ${name}: ${passed} passed, ${failed} failed in ${Math.round((Date.now() - started) / 1000)} s`,
    );
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** A check that counts as one test. */
async function check(command: string, args: readonly string[]): Promise<Sum> {
  const { status } = await run(command, args, {});
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A fresh machine gives git no identity; the tests that are about that take this one away again. */
const identity = {
  GIT_AUTHOR_NAME: 'Bellhop Tests',
  GIT_AUTHOR_EMAIL: 'tests@example.com',
  GIT_COMMITTER_NAME: 'Bellhop Tests',
  GIT_COMMITTER_EMAIL: 'tests@example.com',
};

async function mocha(folder: string): Promise<Sum> {
  const program = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const { status, output } = await run(
    process.execPath,
    [program, '--no-color', `test/${folder}/**/*.test.ts`],
    identity,
  );
  const count = (word: string): number =>
    Number(new RegExp(`^\\s+(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  const passed = count('passing');
  // A skipped test is a failure: what it needs is missing. So is a run that ended without a count.
  const failed = count('failing') + count('pending');
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number; output: string }> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
