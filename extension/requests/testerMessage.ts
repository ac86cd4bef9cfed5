import { isFeatureKey } from '../../contract/featureKey';
import { MOST_REQUEST_TEXT, type TesterToHost } from '../../contract/testerMessages';
import { isRecord } from '../../contract/version';

/** A project's key is a folder's path; nothing longer is one. */
const LONGEST_KEY = 4096;
/** Ids of targets and of the history's entries, as the host makes them: nothing that leads out of a folder. */
const ID = /^[a-zA-Z0-9][a-zA-Z0-9:._-]{0,199}$/;
/** The name that is proposed for a file: no path, nothing hidden. */
const FILE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

type Message<Type extends TesterToHost['type']> = Extract<TesterToHost, { type: Type }>;
/** Reads the fields of one kind of message, each copied; undefined where one is not as it must be. */
type Readers = {
  [Type in TesterToHost['type']]: (value: Record<string, unknown>) => Message<Type> | undefined;
};

const readers: Readers = {
  ready: () => ({ type: 'ready' }),
  start: () => ({ type: 'start' }),
  showLog: () => ({ type: 'showLog' }),
  manageTargets: () => ({ type: 'manageTargets' }),
  showHistory: () => ({ type: 'showHistory' }),
  cancel: ({ request }) => (isNumber(request) ? { type: 'cancel', request } : undefined),
  save: ({ request }) => (isNumber(request) ? { type: 'save', request } : undefined),
  cancelAsk: ({ ask }) => (isNumber(ask) ? { type: 'cancelAsk', ask } : undefined),
  send: ({ request, key, rows }) => {
    const plain = isNumber(request) && isKey(key) ? plainRows(rows) : undefined;
    return plain && { type: 'send', request: request as number, key: key as string, rows: plain };
  },
  ask: ({ ask, key, rows }) => {
    const plain = isNumber(ask) && isKey(key) ? plainRows(rows) : undefined;
    return plain && { type: 'ask', ask: ask as number, key: key as string, rows: plain };
  },
  sendRaw: ({ request, key, body }) =>
    isNumber(request) && isKey(key) && isText(body) ? { type: 'sendRaw', request, key, body } : undefined,
  sendByKey: ({ request, key, featureKey, overrides }) => {
    if (!isNumber(request) || !isKey(key) || !isFeatureKey(featureKey)) return undefined;
    const [plain] = plainRows([overrides]) ?? [];
    return plain && { type: 'sendByKey', request, key, featureKey, overrides: plain };
  },
  recall: ({ entry, send }) =>
    isId(entry) && typeof send === 'boolean' ? { type: 'recall', entry, send } : undefined,
  pickData: ({ key }) => (isKey(key) ? { type: 'pickData', key } : undefined),
  editJson: ({ key, json }) => (isKey(key) && isText(json) ? { type: 'editJson', key, json } : undefined),
  followJson: ({ key, json }) => (isKey(key) && isText(json) ? { type: 'followJson', key, json } : undefined),
  openPage: ({ key, rows }) => {
    const plain = isKey(key) ? plainRows(rows) : undefined;
    return plain && { type: 'openPage', key: key as string, rows: plain };
  },
  copy: ({ text }) => (isText(text) ? { type: 'copy', text } : undefined),
  saveFile: ({ name, kind, content, encoding }) => {
    if (typeof name !== 'string' || !FILE_NAME.test(name) || !isText(content)) return undefined;
    if (kind !== 'csv' && kind !== 'png' && kind !== 'json') return undefined;
    if (encoding !== 'utf8' && encoding !== 'base64') return undefined;
    if (encoding === 'base64' && !BASE64.test(content)) return undefined;
    return { type: 'saveFile', name, kind, content, encoding };
  },
};

/**
 * Reads what the tester's page sent. A page that was taken over could send anything, so every field is checked and
 * copied.
 *
 * @returns the message, or undefined for anything that is none; such a value is dropped.
 */
export function readTesterMessage(value: unknown): TesterToHost | undefined {
  if (!isRecord(value)) return undefined;
  const { type } = value;
  return typeof type === 'string' && isType(type) ? readers[type](value) : undefined;
}

function isType(type: string): type is TesterToHost['type'] {
  return Object.hasOwn(readers, type);
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_KEY;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MOST_REQUEST_TEXT;
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
