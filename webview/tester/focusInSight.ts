/** Does what may move the form, and scrolls to what has the focus where it was in sight before. */
export function keepingFocusInSight(change: () => void): void {
  const focused = document.activeElement;
  const wasInSight = focused !== null && isInSight(focused);
  change();
  if (wasInSight) focused.scrollIntoView({ block: 'nearest' });
}

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  const view = element.closest('.scroll')?.getBoundingClientRect();
  return top >= Math.max(0, view?.top ?? 0) && bottom <= Math.min(innerHeight, view?.bottom ?? innerHeight);
}
