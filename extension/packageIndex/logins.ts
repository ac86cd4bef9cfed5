import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { netrcLogin, type Login } from './netrc';

/**
 * Finds the login for an address.
 *
 * @param refused the login that the server has just refused, where there was one.
 * @returns undefined where there is none, or no other one.
 */
export type FindLogin = (address: URL, refused?: Login) => Promise<Login | undefined>;

/** What is read of the machine. */
export interface LoginPlaces {
  env: NodeJS.ProcessEnv;
  home: string;
  platform: NodeJS.Platform;
}

/** Where pip and uv are told of an index, with a login in its URL perhaps. */
const VARIABLES = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'PIP_INDEX_URL'];

/**
 * The login that pip or uv would use on this machine: that in the URL of the index they are set up with, where it is on
 * the same host, else that in netrc.
 */
export function machineLogins(
  { env, home, platform }: LoginPlaces = { env: process.env, home: os.homedir(), platform: process.platform },
): FindLogin {
  return async (address, refused) => {
    // It would only be the same again.
    if (refused) return undefined;
    for (const variable of VARIABLES) {
      const given = env[variable] ?? '';
      const url = URL.canParse(given) ? new URL(given) : undefined;
      if (url?.origin !== address.origin) continue;
      const login = loginIn(url);
      if (login) return login;
    }
    const names = platform === 'win32' ? ['.netrc', '_netrc'] : ['.netrc'];
    const files = env['NETRC'] ? [env['NETRC']] : names.map((name) => path.join(home, name));
    for (const file of files) {
      const login = netrcLogin(await readFile(file, 'utf8').catch(() => ''), address.hostname);
      if (login) return login;
    }
    return undefined;
  };
}

/** The login in a URL; undefined where it holds none. */
export function loginIn({ username, password }: URL): Login | undefined {
  if (username === '' && password === '') return undefined;
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Several ways to find a login, one after the other. */
export function firstLogin(...ways: readonly FindLogin[]): FindLogin {
  return async (address, refused) => {
    for (const way of ways) {
      const login = await way(address, refused);
      if (login && !isSame(login, refused)) return login;
    }
    return undefined;
  };
}

function isSame({ user, password }: Login, other: Login | undefined): boolean {
  return user === other?.user && password === other.password;
}
