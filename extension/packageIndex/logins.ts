import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { netrcLogin, type Login } from './netrc';

/** A server has just refused to answer. */
export interface Refusal {
  /** With this login; undefined where it got none. */
  login: Login | undefined;
}

/**
 * Finds the login for an address.
 *
 * @param refusal undefined where the server was not asked yet.
 * @returns undefined where there is none, or no other one.
 */
export type FindLogin = (address: URL, refusal?: Refusal) => Promise<Login | undefined>;

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
  return async (address) => {
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
  return async (address, refusal) => {
    for (const way of ways) {
      const login = await way(address, refusal);
      if (login && !isSame(login, refusal?.login)) return login;
    }
    return undefined;
  };
}

/** Whether it would only be the same again. */
export function isSame({ user, password }: Login, other: Login | undefined): boolean {
  return user === other?.user && password === other.password;
}
