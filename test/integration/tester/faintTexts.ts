/**
 * The visible texts of a page whose contrast with what is behind them is below 4.5 to 1, as WCAG 2.2 (1.4.3) asks,
 * each with its ratio. Runs in the page.
 */
export function faintTexts(): string[] {
  type Colour = [number, number, number, number];
  const colour = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mixed = [0, 1, 2].map((part) => (top[part] ?? 0) * top[3] + (below[part] ?? 0) * (1 - top[3]));
    return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0, 1];
  };
  const background = (element: Element | null): Colour => {
    if (!element) return [255, 255, 255, 1];
    return over(colour(getComputedStyle(element).backgroundColor), background(element.parentElement));
  };
  const luminance = (value: Colour): number => {
    const [red = 0, green = 0, blue = 0] = value.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [...document.querySelectorAll<HTMLElement>('main *')].flatMap((element) => {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    if ((!own && !(element instanceof HTMLInputElement)) || !element.checkVisibility()) return [];
    const behind = background(element);
    const found = ratio(luminance(over(colour(getComputedStyle(element).color), behind)), luminance(behind));
    return found < 4.5 ? [`${element.textContent}: ${found.toFixed(2)}`] : [];
  });
}
