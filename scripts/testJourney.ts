import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * `npm run test:journey`: the whole way from a new model project to its API, with real programs alone, and the choices of
 * the model template. Takes minutes. With `-- --all` every combination of choices is trained, and every task goes the whole
 * way with both runtimes and both kinds of framework: hours.
 */

const root = path.resolve(import.meta.dirname, '..');
const program = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const given = process.argv.slice(2);
const args = given.filter((argument) => argument !== '--all');
const child = spawn(process.execPath, [program, 'test/journey/**/*.test.ts', ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(given.includes('--all') ? { BELLHOP_JOURNEY: 'all' } : {}) },
});
child.once('close', (status) => (process.exitCode = status ?? 1));
