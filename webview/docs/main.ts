import { isRecord } from '../../contract/version';
import { make } from '../tester/dom';
import type { Description } from './description';
import './docs.css';
import { columnTable, modelHeader } from './modelView';
import { routeList } from './routeView';
import { Scorer } from './scorer';

/**
 * The documentation of a scorer, made in the browser from its own /openapi.json: whatever a model is named or says
 * becomes text. It needs nothing but the scorer.
 */
const script = (document.currentScript as HTMLScriptElement).src;
const scorer = new Scorer(new URL('..', script).href);
const main = document.querySelector('main') ?? document.body;

async function show(): Promise<void> {
  try {
    const { status, text } = await scorer.ask('GET', '/openapi.json');
    if (status === 200) showDescription(JSON.parse(text) as Description);
    else if (status === 401) showTokenForm(scorer.hasToken);
    else showMessage('This scorer describes no model now', detailOf(text));
  } catch {
    showMessage('The scorer does not answer', 'Is it still running? Reload the page when it is.');
  }
}

function showDescription(description: Description): void {
  document.title = `${description.info.title} ${description.info.version}`;
  main.replaceChildren(
    modelHeader(description, scorer),
    columnTable(description),
    routeList(description, scorer),
  );
}

function showTokenForm(wasRefused: boolean): void {
  const field = make('input', { id: 'token', type: 'password', autocomplete: 'off', required: true });
  const form = make(
    'form',
    { class: 'token' },
    make('h1', {}, 'This scorer wants its token'),
    make('label', { for: 'token' }, 'Token'),
    field,
    ...(wasRefused ? [make('p', { role: 'alert' }, 'The scorer refused that token.')] : []),
    make('button', { type: 'submit' }, 'Use token'),
    make('p', {}, 'It stays in this page and is forgotten with it.'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    scorer.useToken(field.value);
    void show();
  });
  main.replaceChildren(form);
  field.focus();
}

function showMessage(title: string, detail: string): void {
  main.replaceChildren(make('h1', {}, title), make('p', { role: 'alert' }, detail));
}

function detailOf(problem: string): string {
  const parsed: unknown = JSON.parse(problem);
  return isRecord(parsed) && typeof parsed['detail'] === 'string' ? parsed['detail'] : '';
}

void show();
