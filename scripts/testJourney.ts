import { spawn } from 'node:child_process';
import path from 'node:path';

/** `npm run test:journey`: the whole way from a new model project to its API, with real programs alone. Takes minutes. */

const root = path.resolve(import.meta.dirname, '..');
const program = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const child = spawn(process.execPath, [program, 'test/journey/**/*.test.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
child.once('close', (status) => (process.exitCode = status ?? 1));
