import { make, setAttribute, setText } from './dom';

export interface Tab<Name extends string> {
  name: Name;
  title: string;
  panel: HTMLElement;
}

/** Tabs with their panels, as the ARIA practices have them: one stop for Tab, arrows between the tabs. */
export class Tabs<Name extends string> {
  readonly bar: HTMLElement;
  private readonly buttons: Map<Name, HTMLButtonElement>;
  private selected: Name | undefined;

  /**
   * @param id begins the ids of tabs and panels; unique in the page.
   * @param label what the tabs are for.
   */
  constructor(
    id: string,
    label: string,
    private readonly tabs: readonly Tab<Name>[],
    private readonly onSelect: (name: Name) => void,
  ) {
    this.buttons = new Map(
      tabs.map(({ name, title, panel }) => {
        panel.id = `${id}-panel-${name}`;
        setAttribute(panel, 'role', 'tabpanel');
        setAttribute(panel, 'aria-labelledby', `${id}-${name}`);
        const button = make(
          'button',
          { type: 'button', role: 'tab', id: `${id}-${name}`, class: 'tab', 'aria-controls': panel.id },
          title,
        );
        button.addEventListener('click', () => this.choose(name));
        return [name, button] as const;
      }),
    );
    this.bar = make('div', { role: 'tablist', class: 'tabs', 'aria-label': label }, ...this.buttons.values());
    this.bar.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** Shows a tab's panel and hides the others. */
  select(name: Name): void {
    if (this.selected === name) return;
    this.selected = name;
    for (const each of this.tabs) {
      const isSelected = each.name === name;
      each.panel.hidden = !isSelected;
      const button = this.buttons.get(each.name);
      if (!button) continue;
      setAttribute(button, 'aria-selected', String(isSelected));
      button.tabIndex = isSelected ? 0 : -1;
    }
  }

  /** Shows or hides a tab itself: what it holds cannot be had at the moment. */
  offer(name: Name, isOffered: boolean): void {
    const button = this.buttons.get(name);
    if (button) button.hidden = !isOffered;
  }

  /** Gives a tab other words, such as a count. */
  rename(name: Name, title: string): void {
    const button = this.buttons.get(name);
    if (button) setText(button, title);
  }

  focus(): void {
    if (this.selected !== undefined) this.buttons.get(this.selected)?.focus();
  }

  private choose(name: Name): void {
    if (this.selected === name) return;
    this.select(name);
    this.onSelect(name);
  }

  private onKey(event: KeyboardEvent): void {
    const offered = this.tabs.filter(({ name }) => this.buttons.get(name)?.hidden === false);
    const at = offered.findIndex(({ name }) => name === this.selected);
    const count = offered.length;
    const targets: Record<string, number> = {
      ArrowRight: (at + 1) % count,
      ArrowLeft: (at + count - 1) % count,
      Home: 0,
      End: count - 1,
    };
    const next = offered[targets[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    this.choose(next.name);
    this.focus();
  }
}
