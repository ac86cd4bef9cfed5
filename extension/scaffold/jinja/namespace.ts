import { represent } from './printing';
import { type Dict, Structure, type Value } from './values';

/** What `namespace()` gives: attributes that a template sets, also from inside a loop. */
export class Namespace extends Structure {
  override readonly typeName = 'Namespace';
  readonly values: Dict;

  constructor(values: Dict) {
    super();
    this.values = values;
  }

  override get printed(): string {
    return `<Namespace ${represent(this.values)}>`;
  }

  override attribute(name: string): Value | undefined {
    return this.values.get(name);
  }
}
