export interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

/** A promise that is settled from outside. (`Promise.withResolvers` came with Node 22; the command line runs on 20.) */
export function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  // A rejection that nobody awaits any more, because something else came first, is no defect.
  promise.catch(() => undefined);
  if (!settle) throw new TypeError('A promise runs its executor at once.');
  return { promise, ...settle };
}
