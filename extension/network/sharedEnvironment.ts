import { wayToNetwork } from './network';

/** How many works need it, and what was there before the first. */
let users = 0;
let before: readonly (readonly [string, string | undefined])[] = [];

/**
 * Does something while the environment of this process itself tells the way to the network: for programs that somebody
 * else in this process starts, whose environment is a copy of it. What was there before is back when the last such work
 * ends.
 *
 * @throws what finding the way throws, and what the work throws.
 */
export async function inNetworkEnvironment<T>(work: () => Promise<T>): Promise<T> {
  const { variables } = await wayToNetwork();
  if (users === 0) before = Object.keys(variables).map((name) => [name, process.env[name]]);
  users += 1;
  try {
    if (users === 1) Object.assign(process.env, variables);
    return await work();
  } finally {
    users -= 1;
    if (users === 0) restore();
  }
}

function restore(): void {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
