import { MOST_REQUEST_TEXT, type TesterToHost } from '../../contract/testerMessages';
import { isRecord } from '../../contract/version';

/** A project's key is a folder's path; nothing longer is one. */
const LONGEST_KEY = 4096;

/**
 * Reads what the tester's page sent. A page that was taken over could send anything, so every field is checked and
 * copied.
 *
 * @returns the message, or undefined for anything that is none; such a value is dropped.
 */
export function readTesterMessage(value: unknown): TesterToHost | undefined {
  if (!isRecord(value)) return undefined;
  const { type, request } = value;
  switch (type) {
    case 'ready':
    case 'start':
    case 'showLog':
      return { type };
    case 'cancel':
    case 'save':
      return isRequestNumber(request) ? { type, request } : undefined;
    case 'send': {
      const { key } = value;
      if (!isRequestNumber(request) || typeof key !== 'string' || key.length > LONGEST_KEY) return undefined;
      const rows = plainRows(value['rows']);
      return rows && { type, request, key, rows };
    }
    default:
      return undefined;
  }
}

function isRequestNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** The rows as JSON carries them: what JSON has no word for is gone, what is too large or circular is refused. */
function plainRows(value: unknown): Record<string, unknown>[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  try {
    const text = JSON.stringify(value);
    return text.length > MOST_REQUEST_TEXT ? undefined : (JSON.parse(text) as Record<string, unknown>[]);
  } catch {
    return undefined;
  }
}
