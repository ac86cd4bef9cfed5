type Attributes = Record<string, string | boolean | undefined>;

/**
 * Makes an element. Children that are texts become text nodes, so nothing that comes from a schema or an answer is
 * ever read as HTML. An attribute that is false or undefined is left out.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}

/** Sets an attribute, or removes it for false and undefined. */
export function setAttribute(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}

/** Shows or hides an element; where it goes while it has the focus, the keyboard goes on from `next`. */
export function setHidden(element: HTMLElement, hidden: boolean, next: HTMLElement): void {
  const hadFocus = hidden && document.activeElement === element;
  element.hidden = hidden;
  if (hadFocus) next.focus();
}

/** Sets an element's text only where it differs, so that a screen reader does not read it again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
