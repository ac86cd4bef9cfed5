import { Failure } from '../../../contract/failure';

/**
 * The name of an image: an optional registry (a host with a dot, a port or the name localhost), a path of lower-case
 * parts, and a tag, as the OCI distribution specification writes them.
 */
const REGISTRY = String.raw`(?:(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+(?::\d+)?|[a-zA-Z0-9-]+:\d+|localhost)/`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const NAME = new RegExp(`^(?:${REGISTRY})?${PART}(?:/${PART})*$`);
const TAG = /^\w[\w.-]{0,127}$/;

/**
 * Reads the name that an image shall get.
 *
 * @param version the model's, which is the tag where none is given.
 * @returns `NAME:TAG`.
 * @throws Failure `wrong-use` that says what is wrong with it.
 */
export function readImageName(text: string, version: string): string {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  const name = colon < 0 ? text : text.slice(0, colon);
  // What a version may hold and a tag may not, such as the plus of a local version.
  const tag = colon < 0 ? version.replace(/[^\w.-]/g, '-').slice(0, 128) : text.slice(colon + 1);
  if (text.includes('@')) throw wrong(text, 'it holds a digest, which is the result of building');
  if (name !== name.toLowerCase() && NAME.test(name.toLowerCase())) {
    throw wrong(text, 'it has capital letters');
  }
  if (!NAME.test(name)) throw wrong(text, 'the name is none that a registry takes');
  if (!TAG.test(tag)) {
    throw wrong(text, `the tag "${tag}" holds something else than letters, digits, ".", "_", "-"`);
  }
  return `${name}:${tag}`;
}

function wrong(text: string, why: string): Failure {
  return new Failure(
    'wrong-use',
    `"${text}" is no name for an image: ${why}.`,
    'Give NAME or NAME:TAG, such as registry.example.com/models/claims:1.0.0.',
  );
}
