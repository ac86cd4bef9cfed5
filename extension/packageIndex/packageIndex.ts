import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { nearest } from '../../contract/nearest';
import { bodyOf, IndexHttp, shownUrl } from './indexHttp';
import { ACCEPTED, readPage, type IndexFile, type IndexPage } from './indexPage';
import { firstLogin, loginIn, machineLogins, type FindLogin } from './logins';
import { isPackageName, normalizedName, type Pin } from './packageName';
import { isSameVersion, packageVersions, proposedVersion, type PackageVersion } from './versions';
import { readWheelArtefact, readWheelMetadata, type OpenedWheel } from './wheelArtefact';
import { openRemoteWheel } from './remoteWheel';

/** The largest page of an index, in bytes. */
const LARGEST_PAGE = 50_000_000;
/** The largest page of all packages that is worth reading for a list to choose from. */
const LARGEST_LIST = 5_000_000;
/** The largest wheel, in bytes. */
export const LARGEST_WHEEL = 1_000_000_000;

/** A wheel on this disk. */
export interface DownloadedWheel {
  file: string;
  /** Of what was downloaded, in hex; the index says the same where it says one. */
  sha256: string;
}

/** A package index, as PEP 503 and 691 describe it. */
export class PackageIndex {
  /** Its address without a login. */
  readonly url: string;
  private readonly http: IndexHttp;

  /**
   * @param address such as `https://packages.example.com/simple`.
   * @param findLogin for an index that asks for one; what pip and uv use on this machine where absent.
   * @throws Failure `wrong-use` where it is no address.
   */
  constructor(address: string, findLogin: FindLogin = machineLogins()) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol)) {
      // Without the text: it may hold a password.
      const message = 'The address of the package index is none.';
      throw new Failure('wrong-use', message, 'Give one such as https://packages.example.com/simple.');
    }
    const own = loginIn(url);
    this.url = shownUrl(url).replace(/\/+$/, '');
    const inAddress: FindLogin = ({ origin }) => Promise.resolve(origin === url.origin ? own : undefined);
    this.http = new IndexHttp(own ? firstLogin(inAddress, findLogin) : findLogin);
  }

  /** The names of all packages; undefined where the index does not list them, or lists too many. */
  async names(signal?: AbortSignal): Promise<string[] | undefined> {
    try {
      const page = await this.page(`${this.url}/`, LARGEST_LIST, signal);
      return page?.names.filter(isPackageName);
    } catch (error) {
      // A failure that the page of a package would meet, too, is told then.
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  /**
   * The versions of a package that there are wheels of, the newest first.
   *
   * @throws Failure `package-unknown`, `package-no-wheel`, those of `IndexHttp.get` and `readPage`; Cancelled.
   */
  async versions(name: string, signal?: AbortSignal): Promise<PackageVersion[]> {
    const page = await this.page(`${this.url}/${normalizedName(name)}/`, LARGEST_PAGE, signal);
    if (!page || page.files.length === 0) throw await this.unknownPackage(name, signal);
    const versions = packageVersions(name, page.files);
    if (versions.length > 0) return versions;
    throw new Failure(
      'package-no-wheel',
      `${name} has no wheel on ${this.url}, so it is no model package.`,
      'Publish the wheel of the model project, or choose another package.',
    );
  }

  /** One version of a package. @throws Failure `version-unknown`, and those of `versions`. */
  async version({ name, version }: Pin, signal?: AbortSignal): Promise<PackageVersion> {
    const versions = await this.versions(name, signal);
    const found = versions.find((one) => isSameVersion(one.version, version));
    if (found) return found;
    const listed = versions.slice(0, 5).map((one) => one.version);
    const more = versions.length > listed.length ? ` and ${versions.length - listed.length} more` : '';
    throw new Failure(
      'version-unknown',
      `${name} has no version ${version} on ${this.url}; it has ${listed.join(', ')}${more}.`,
      `Use one of these, such as ${name}==${proposedVersion(versions)?.version ?? ''}.`,
    );
  }

  /**
   * What the model.json in a version's wheel says. Only the parts of the wheel that are needed are read, where the index
   * gives parts.
   *
   * @throws Failure `not-a-model-package`, `wheel-broken`, `schema-newer`, those of `readArtefact`; Cancelled.
   */
  async artefact(version: PackageVersion, signal?: AbortSignal): Promise<Artefact> {
    const [wheel] = version.wheels;
    const opened: OpenedWheel = await openRemoteWheel(this.http, wheel, LARGEST_WHEEL, signal);
    try {
      return (await readWheelArtefact(opened.zip, version)).artefact;
    } finally {
      await opened.close();
    }
  }

  /**
   * A version with the Python that it is for, which not every index says on its page: then its METADATA does.
   *
   * @throws those of `metadata`.
   */
  async withPython(version: PackageVersion, signal?: AbortSignal): Promise<PackageVersion> {
    if (version.requiresPython !== undefined) return version;
    const headers = await this.metadata(version, signal);
    const [, requiresPython] = /^Requires-Python:[ \t]*(\S.*?)\s*$/im.exec(headers) ?? [];
    return requiresPython === undefined ? version : { ...version, requiresPython };
  }

  /**
   * The headers of a version's METADATA: of the file that the index offers beside the wheel (PEP 658), else of the one in
   * the wheel.
   *
   * @throws Failure `wheel-mismatch`, `wheel-broken`, those of `IndexHttp.get`; Cancelled.
   */
  async metadata(version: PackageVersion, signal?: AbortSignal): Promise<string> {
    const text = (await this.offeredMetadata(version, signal)) ?? (await this.ownMetadata(version, signal));
    // They end with an empty line; what follows is the description.
    const [headers = ''] = text.split(/\r?\n\r?\n/, 1);
    return headers;
  }

  /**
   * Downloads a version's wheel into a folder, and compares it with the hash that the index says.
   *
   * @throws Failure `wheel-mismatch`, those of `IndexHttp.get`; Cancelled.
   */
  async download({ wheels }: PackageVersion, folder: string, signal?: AbortSignal): Promise<DownloadedWheel> {
    const [wheel] = wheels;
    const response = await this.http.get(wheel.url, {}, signal);
    if (response.status !== 200) throw missingFile(wheel);
    const file = path.join(folder, path.basename(wheel.name));
    const hash = createHash('sha256');
    await pipeline(async function* () {
      for await (const chunk of bodyOf(response, LARGEST_WHEEL, signal)) {
        hash.update(chunk);
        yield chunk;
      }
    }, createWriteStream(file));
    const sha256 = hash.digest('hex');
    if (wheel.sha256 === undefined || wheel.sha256 === sha256) return { file, sha256 };
    throw mismatch(wheel.name, sha256, wheel.sha256);
  }

  /**
   * The SHA-256 of each wheel of a version, which a lock holds: as the index says, or of what is downloaded where it says
   * none.
   *
   * @param downloaded the first wheel, where it is here already.
   */
  async hashes(
    version: PackageVersion,
    folder: string,
    downloaded?: DownloadedWheel,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const said = version.wheels.flatMap(({ sha256 }) => sha256 ?? []);
    if (said.length === version.wheels.length) return said;
    return [(downloaded ?? (await this.download(version, folder, signal))).sha256];
  }

  /** Undefined where the index offers none, or does not have what it offers. */
  private async offeredMetadata(
    { wheels: [wheel] }: PackageVersion,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { name, url, metadata } = wheel;
    if (metadata === undefined) return undefined;
    const address = new URL(url);
    address.pathname += '.metadata';
    const response = await this.http.get(address.href, {}, signal);
    if (response.status !== 200) {
      await response.body?.cancel();
      return undefined;
    }
    const text = await this.http.text(response, LARGEST_PAGE, signal);
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (metadata === '' || metadata === sha256) return text;
    throw mismatch(`${name}.metadata`, sha256, metadata);
  }

  private async ownMetadata(version: PackageVersion, signal?: AbortSignal): Promise<string> {
    const [wheel] = version.wheels;
    const { zip, close } = await openRemoteWheel(this.http, wheel, LARGEST_WHEEL, signal);
    try {
      return await readWheelMetadata(zip, version);
    } finally {
      await close();
    }
  }

  private async page(url: string, most: number, signal?: AbortSignal): Promise<IndexPage | undefined> {
    const response = await this.http.get(url, { accept: ACCEPTED }, signal);
    if (response.status !== 200) {
      await response.body?.cancel();
      return undefined;
    }
    const text = await this.http.text(response, most, signal);
    return readPage(text, response.headers.get('content-type') ?? '', response.url);
  }

  private async unknownPackage(name: string, signal?: AbortSignal): Promise<Failure> {
    const near = nearest(normalizedName(name), (await this.names(signal)) ?? []);
    return new Failure(
      'package-unknown',
      `The package index ${this.url} has no package ${name}.`,
      near === undefined
        ? 'Check the name and the address of the index; a new package must be published first.'
        : `Check the name: there is ${near}.`,
    );
  }
}

function mismatch(name: string, sha256: string, said: string): Failure {
  return new Failure(
    'wheel-mismatch',
    `${name} is not the file that the index describes: its SHA-256 is ${sha256}, not ${said}.`,
    'Do not use it; tell whoever keeps the index.',
  );
}

function missingFile({ name }: IndexFile): Failure {
  const message = `The package index lists ${name} and does not have it.`;
  return new Failure('index-failed', message, 'Try again later, or tell whoever keeps the index.');
}
