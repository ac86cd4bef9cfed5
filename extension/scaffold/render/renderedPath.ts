import { Failure } from '../../../contract/failure';

const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
// eslint-disable-next-line no-control-regex -- Windows allows no control character in a name
const WINDOWS_CHARACTER = /[<>:"|?*\\\x00-\x1f]/;

/** How much of a path a message shows, in characters. */
const SHOWN = 200;
/** The longest name that file systems take, in bytes. */
const LONGEST_NAME = 255;
/** What macOS passes over in a name. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Checks a path that a template made, and gives it without empty and `.` parts.
 *
 * @param rendered relative to the project, with `/`; an empty text is the project itself.
 * @param source what it was made from, for the message.
 * @param platform as `process.platform`; Windows refuses more names than the others.
 * @throws Failure template-unsafe for a path that is absolute or has `..`, a name that the platform does not take, or
 * git's own folder, whose configuration and hooks would run programs.
 */
export function checkedPath(rendered: string, source: string, platform: NodeJS.Platform): string {
  const refuse = (why: string) =>
    new Failure(
      'template-unsafe',
      `"${source.slice(0, SHOWN)}" becomes the path "${rendered.slice(0, SHOWN)}", which ${why}.`,
      'Give other answers, or correct the name in the template.',
    );
  if (rendered.startsWith('/')) throw refuse('lies outside the project');
  if (rendered.includes('\0')) throw refuse('holds a character that no path may have');
  const parts = rendered.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of parts) {
    if (part === '..' || (platform === 'win32' && part.split('\\').includes('..'))) {
      throw refuse('lies outside the project');
    }
    if (isGits(part)) throw refuse("writes into git's own folder, which could run programs");
    if (Buffer.byteLength(part) > LONGEST_NAME) throw refuse('holds a name that is too long');
    if (platform === 'win32') {
      if (WINDOWS_CHARACTER.test(part)) throw refuse('holds a character that Windows does not allow');
      if (WINDOWS_DEVICE.test(part)) throw refuse('holds a name that Windows keeps for a device');
      if (/[. ]$/.test(part)) throw refuse('ends in a dot or a space, which Windows does not keep');
    }
  }
  return parts.join('/');
}

/** Whether a file system takes the name for `.git`: some pass over case or characters, Windows has a short form. */
function isGits(name: string): boolean {
  const plain = name.replace(INVISIBLE, '').toLowerCase();
  return /^(?:\.git|git~\d+)[. ]*(?:$|[:\\])/.test(plain);
}
