import { make, setText } from '../tester/dom';
import { jsonExample, type Description, type Operation } from './description';
import type { Said, Scorer } from './scorer';

/** Every route, by protocol; those that score can be tried with the model's own example. */
export function routeList({ paths, security }: Description, scorer: Scorer): HTMLElement {
  const groups = new Map<string, HTMLElement[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const [tag = ''] = operation.tags;
      const views = groups.get(tag) ?? [];
      groups.set(tag, [
        ...views,
        routeView(method.toUpperCase(), path, operation, scorer, security !== undefined),
      ]);
    }
  }
  return make(
    'section',
    { 'aria-labelledby': 'routes' },
    make('h2', { id: 'routes' }, 'Routes'),
    ...[...groups].flatMap(([tag, views]) => [make('h3', {}, tag), ...views]),
  );
}

function routeView(
  method: string,
  path: string,
  operation: Operation,
  scorer: Scorer,
  wantsToken: boolean,
): HTMLElement {
  const { summary, requestBody, responses, tags } = operation;
  const [tag = ''] = tags;
  const line = make(
    'summary',
    {},
    make('span', { class: `method ${method.toLowerCase()}` }, method),
    make('code', {}, path),
    make('span', { class: 'what' }, withoutTag(summary, tag)),
  );
  const statuses = Object.entries(responses).flatMap(([status, { description }]) => [
    make('dt', {}, status),
    make('dd', {}, description),
  ]);
  const request = jsonExample(requestBody?.content);
  const answer = jsonExample(responses['200']?.content);
  // What changes the scorer is described, and not offered.
  const isTried = method === 'GET' || request !== undefined;
  return make(
    'details',
    { open: path === '/predict' },
    line,
    make('dl', { class: 'statuses' }, ...statuses),
    ...(request === undefined ? [] : [curlView(scorer.urlOf(path), request, wantsToken)]),
    ...(answer === undefined ? [] : [make('p', {}, 'Its answer:'), block(pretty(answer), 'Answer')]),
    ...(isTried ? [tryView(method, path, request, scorer)] : []),
  );
}

/** A summary names its protocol, which the heading does here. */
function withoutTag(summary: string, tag: string): string {
  const rest = summary.startsWith(`${tag}: `) ? summary.slice(tag.length + 2) : summary;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** The example as a command; the quotes hold whatever the example holds. */
function curlView(url: string, request: unknown, wantsToken: boolean): HTMLElement {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const lines = [
    `curl ${quoted(url)}`,
    ...(wantsToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    `-H 'Content-Type: application/json'`,
    `-d ${quoted(JSON.stringify(request))}`,
  ];
  return block(lines.join(' \\\n  '), 'Command');
}

function block(text: string, label: string): HTMLElement {
  // What scrolls is reached by the keyboard.
  return make('pre', { tabindex: '0', role: 'region', 'aria-label': label }, text);
}

/** A form that sends the example, edited or not, and shows what comes back. */
function tryView(method: string, path: string, request: unknown, scorer: Scorer): HTMLElement {
  const id = `body-of-${method}-${path}`;
  const body = pretty(request);
  const field = make('textarea', {
    id,
    spellcheck: 'false',
    rows: String(Math.min(20, body.split('\n').length)),
  });
  field.value = body;
  const button = make('button', { type: 'submit' }, 'Send');
  const status = make('p', { class: 'status', 'aria-live': 'polite' });
  const answer = block('', 'What came back');
  answer.hidden = true;
  const form = make(
    'form',
    {},
    ...(request === undefined ? [] : [make('label', { for: id }, 'Body'), field]),
    button,
    status,
    answer,
  );
  const send = async (): Promise<void> => {
    button.disabled = true;
    setText(status, 'Sending …');
    try {
      const said = await scorer.ask(method, path, request === undefined ? undefined : field.value);
      setText(status, statusText(said));
      setText(answer, readable(said.text));
      answer.hidden = false;
    } catch {
      setText(status, 'The scorer does not answer: is it still running?');
      answer.hidden = true;
    }
    button.disabled = false;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  return form;
}

function statusText({ status, statusText: words, milliseconds }: Said): string {
  return `${status} ${words}, ${milliseconds.toFixed(1)} ms`;
}

/** JSON with its lines, whatever else as it is. */
function readable(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

function pretty(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}
