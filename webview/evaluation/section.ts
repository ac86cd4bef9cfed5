import { make } from '../tester/dom';

/** A part of the page with its heading, which names it. */
export function section(name: string, title: string, ...content: (Node | string)[]): HTMLElement {
  const id = `${name}-title`;
  return make('section', { class: name, 'aria-labelledby': id }, make('h2', { id }, title), ...content);
}
