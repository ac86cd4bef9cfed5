import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// The borders of the house: who may import whom. Each entry forbids the patterns to the files.
const border = (files, patterns, message, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: patterns, message }] }] },
});

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'templates/', 'test/fixtures/', 'test/e2e/screenshots/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  border(
    ['contract/**/*.ts'],
    String.raw`^(?!\./|\.\./contract/).*`,
    'contract imports nothing but itself: no Node, no vscode, no package.',
  ),
  border(
    ['local-server/**/*.ts'],
    String.raw`^vscode$|/extension/|/webview/`,
    'local-server runs without the editor: it may import contract and packages only.',
  ),
  border(
    ['webview/**/*.ts'],
    String.raw`^vscode$|^node:|/extension/|/local-server/`,
    'webview pages run in a browser: they may import contract only.',
  ),
  // In extension/, logic never imports vscode; the adapters that do are named *.vscode.ts.
  border(
    ['extension/**/*.ts'],
    String.raw`^vscode$|\.vscode$|/webview/|/local-server/`,
    'Only adapters named *.vscode.ts, and extension.ts, import vscode; the rest must run under the CLI too.',
    ['extension/**/*.vscode.ts', 'extension/extension.ts'],
  ),
  border(
    ['extension/**/*.vscode.ts', 'extension/extension.ts'],
    String.raw`/webview/|/local-server/`,
    'The editor side talks to pages and to the scorer by contract, never by import.',
  ),
  {
    files: ['scripts/**/*.ts', 'test/**/*.ts', 'extension/cli.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
