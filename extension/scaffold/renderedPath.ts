import { Failure } from '../../contract/failure';

const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
// eslint-disable-next-line no-control-regex -- Windows allows no control character in a name
const WINDOWS_CHARACTER = /[<>:"|?*\\\x00-\x1f]/;

/**
 * Checks a path that a template made, and gives it without empty and `.` parts.
 *
 * @param rendered relative to the project, with `/`; an empty text is the project itself.
 * @param source what it was made from, for the message.
 * @param platform as `process.platform`; Windows refuses more names than the others.
 * @throws Failure template-unsafe for a path that is absolute or has `..` or a name that the platform does not take.
 */
export function checkedPath(rendered: string, source: string, platform: NodeJS.Platform): string {
  const refuse = (why: string) =>
    new Failure(
      'template-unsafe',
      `"${source}" becomes the path "${rendered}", which ${why}.`,
      'Give other answers, or correct the name in the template.',
    );
  if (rendered.startsWith('/')) throw refuse('lies outside the project');
  if (rendered.includes('\0')) throw refuse('holds a character that no path may have');
  const parts = rendered.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of parts) {
    if (part === '..' || (platform === 'win32' && part.split('\\').includes('..'))) {
      throw refuse('lies outside the project');
    }
    if (platform === 'win32') {
      if (WINDOWS_CHARACTER.test(part)) throw refuse('holds a character that Windows does not allow');
      if (WINDOWS_DEVICE.test(part)) throw refuse('holds a name that Windows keeps for a device');
      if (/[. ]$/.test(part)) throw refuse('ends in a dot or a space, which Windows does not keep');
    }
  }
  return parts.join('/');
}
