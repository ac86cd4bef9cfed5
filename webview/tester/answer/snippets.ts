import { keyRoute } from '../../../contract/featureKey';

/** The same request for other tools. */
export type SnippetKind = 'curl' | 'python' | 'http';

export interface SnippetRequest {
  /** Of the target, without user and password. */
  url: string;
  /** The names of headers whose values only the host knows; each snippet has a place for them. */
  headers: readonly string[];
  /** The rows, or the key of one with what replaces its features. */
  asked:
    { rows: readonly Record<string, unknown>[] } | { featureKey: string; overrides: Record<string, unknown> };
}

/** A request as a command of curl, as Python for requests, or as a `.http` file of REST clients. */
export function snippet(kind: SnippetKind, { url, headers, asked }: SnippetRequest): string {
  const base = url.replace(/\/+$/, '');
  const plain =
    'rows' in asked
      ? { route: 'predict', body: { rows: asked.rows } }
      : { route: keyRoute(asked.featureKey), body: { overrides: asked.overrides, features: true } };
  return makers[kind]({ url: `${base}/${plain.route}`, headers, body: plain.body });
}

interface Plain {
  url: string;
  headers: readonly string[];
  body: Record<string, unknown>;
}

const makers: Record<SnippetKind, (request: Plain) => string> = {
  curl: ({ url, headers, body }) =>
    [
      `curl --fail-with-body ${shellQuoted(url)}`,
      `--header ${shellQuoted('Content-Type: application/json')}`,
      // Only the variable stands in double quotes, so that the shell puts its value in.
      ...headers.map((name) => `--header ${shellQuoted(`${name}: `)}"$${headerVariable(name)}"`),
      `--data-raw ${shellQuoted(JSON.stringify(body))}`,
    ].join(' \\\n  '),
  python: ({ url, headers, body }) =>
    [
      ...(headers.length > 0 ? ['import os', ''] : []),
      'import requests',
      '',
      `body = ${pythonText(body, 0)}`,
      ...(headers.length > 0
        ? [
            'headers = {',
            ...headers.map((name) => `    ${JSON.stringify(name)}: os.environ["${headerVariable(name)}"],`),
            '}',
          ]
        : []),
      `answer = requests.post(${JSON.stringify(url)}, json=body, ${
        headers.length > 0 ? 'headers=headers, ' : ''
      }timeout=30)`,
      'answer.raise_for_status()',
      'print(answer.json())',
      '',
    ].join('\n'),
  http: ({ url, headers, body }) =>
    [
      `POST ${url} HTTP/1.1`,
      'Content-Type: application/json',
      ...headers.map((name) => `${name}: {{$processEnv ${headerVariable(name)}}}`),
      '',
      // Two braces would be read as a variable; laid out over lines, JSON has them in texts only.
      JSON.stringify(body, null, 2).replaceAll('{{', '\\u007b{'),
      '',
    ].join('\n'),
};

/** In single quotes nothing means anything to a POSIX shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The environment variable that holds a header's value: X_API_KEY of X-Api-Key. */
export function headerVariable(header: string): string {
  return header.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** A JSON value as a Python literal, a line for each member. */
function pythonText(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = '    '.repeat(depth + 1);
  const members = Array.isArray(value)
    ? value.map((each) => pythonText(each, depth + 1))
    : Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${pythonText(each, depth + 1)}`);
  if (members.length === 0) return `${open}${close}`;
  return `${open}\n${members.map((each) => `${inner}${each},\n`).join('')}${'    '.repeat(depth)}${close}`;
}
