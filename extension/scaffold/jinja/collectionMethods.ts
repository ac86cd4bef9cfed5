import { asInteger, bind } from './arguments';
import type { Budget } from './limits';
import { equals, iterate, order } from './operators';
import { wrong } from './problem';
import { Dict, List, Tuple, View, type Arguments, type Value } from './values';

export type ListMethod = (self: List, args: Arguments, budget: Budget) => Value;
export type TupleMethod = (self: Tuple, args: Arguments, budget: Budget) => Value;
export type DictMethod = (self: Dict, args: Arguments, budget: Budget) => Value;

const count = (items: readonly Value[], args: Arguments): Value => {
  const [wanted = null] = bind('count', args, 'value');
  return BigInt(items.filter((item) => equals(item, wanted)).length);
};

const index = (items: readonly Value[], args: Arguments): Value => {
  const [wanted = null] = bind('index', args, 'value');
  const at = items.findIndex((item) => equals(item, wanted));
  if (at === -1) throw wrong('the value is not in the list');
  return BigInt(at);
};

/** The methods of Python's tuple. */
export const TUPLE_METHODS = new Map<string, TupleMethod>([
  ['count', (self, args) => count(self.items, args)],
  ['index', (self, args) => index(self.items, args)],
]);

/** The methods of Python's list. Those that change the list give None, as in Python. */
export const LIST_METHODS = new Map<string, ListMethod>([
  ['count', (self, args) => count(self.items, args)],
  ['index', (self, args) => index(self.items, args)],
  [
    'append',
    (self, args) => {
      self.items.push(bind('append', args, 'object')[0] ?? null);
      return null;
    },
  ],
  [
    'extend',
    (self, args, budget) => {
      const added = Array.from(iterate(bind('extend', args, 'iterable')[0] ?? null, budget));
      budget.entries(self.items.length + added.length);
      for (const item of added) self.items.push(item);
      return null;
    },
  ],
  [
    'insert',
    (self, args) => {
      const [at, value] = bind('insert', args, 'index', 'object');
      self.items.splice(asInteger('insert', at), 0, value ?? null);
      return null;
    },
  ],
  [
    'pop',
    (self, args) => {
      const at = asInteger('pop', bind('pop', args, 'index?')[0], -1);
      const [taken] = self.items.splice(at < -self.items.length ? self.items.length : at, 1);
      if (taken === undefined) throw wrong("'pop' found nothing at that place");
      return taken;
    },
  ],
  [
    'remove',
    (self, args) => {
      self.items.splice(Number(index(self.items, args)), 1);
      return null;
    },
  ],
  [
    'reverse',
    (self, args) => {
      bind('reverse', args);
      self.items.reverse();
      return null;
    },
  ],
  [
    'sort',
    (self, args) => {
      const [reverse] = bind('sort', args, 'reverse?');
      const sign = reverse === true ? -1 : 1;
      self.items.sort((a, b) => sign * order(a, b));
      return null;
    },
  ],
  [
    'copy',
    (self, args, budget) => {
      bind('copy', args);
      budget.entries(self.items.length);
      return new List([...self.items]);
    },
  ],
  [
    'clear',
    (self, args) => {
      bind('clear', args);
      self.items.length = 0;
      return null;
    },
  ],
]);

const view =
  (kind: View['kind']): DictMethod =>
  (self, args) => {
    bind(kind.slice('dict_'.length), args);
    return new View(kind, self);
  };

/** The methods of Python's dict. */
export const DICT_METHODS = new Map<string, DictMethod>([
  ['keys', view('dict_keys')],
  ['values', view('dict_values')],
  ['items', view('dict_items')],
  [
    'get',
    (self, args) => {
      const [key = null, otherwise] = bind('get', args, 'key', 'default?');
      return self.get(key) ?? (self.has(key) ? null : (otherwise ?? null));
    },
  ],
  [
    'setdefault',
    (self, args) => {
      const [key = null, otherwise = null] = bind('setdefault', args, 'key', 'default?');
      if (!self.has(key)) self.set(key, otherwise);
      return self.get(key) ?? null;
    },
  ],
  [
    'pop',
    (self, args) => {
      const [key = null, otherwise] = bind('pop', args, 'key', 'default?');
      if (!self.has(key)) {
        if (otherwise === undefined) throw wrong("'pop' found no such key");
        return otherwise;
      }
      const value = self.get(key) ?? null;
      self.delete(key);
      return value;
    },
  ],
  [
    'popitem',
    (self, args) => {
      bind('popitem', args);
      const last = self.entries().at(-1);
      if (!last) throw wrong("'popitem' found an empty dict");
      self.delete(last[0]);
      return new Tuple(last);
    },
  ],
  [
    'update',
    (self, args, budget) => {
      const [other] = args.positional;
      if (args.positional.length > 1) throw wrong("'update' takes one dict");
      if (other instanceof Dict) for (const [key, value] of other.entries()) self.set(key, value);
      else if (other !== undefined) {
        for (const pair of iterate(other, budget)) {
          const [key, value, ...rest] = Array.from(iterate(pair, budget));
          if (key === undefined || value === undefined || rest.length > 0) {
            throw wrong("'update' needs pairs");
          }
          self.set(key, value);
        }
      }
      for (const [key, value] of args.named) self.set(key, value);
      return null;
    },
  ],
  [
    'copy',
    (self, args, budget) => {
      bind('copy', args);
      budget.entries(self.size);
      return new Dict(self.entries(), self.ordered);
    },
  ],
  [
    'clear',
    (self, args) => {
      bind('clear', args);
      self.clear();
      return null;
    },
  ],
]);
