import { Failure } from '../../contract/failure';
import { isFrom, shortened } from './buildEvents';

/** How much of a build's output a failure shows, in lines. */
const TAIL = 8;

/** What npm writes beside the cause: its stack, the fields of its error, the name of its log. */
const BESIDE = /^npm (?:error|ERR!)(?: {3,}(?:at |\w+: ).*| *\}? *| A complete log of this run .*)$/;

/** A build that failed, and how far it was. */
export interface FailedBuild {
  tag: string;
  /** The engine's own words. */
  message: string;
  /** The step at which it was; undefined where it had not begun. */
  step?: { step: number; steps: number; instruction: string };
  /** The lines that the step has written. */
  output: readonly string[];
}

interface Cause {
  code: string;
  /** In what the engine or the step says. */
  words: RegExp;
  what: (build: FailedBuild) => string;
  next: string;
}

/** Causes that can be recognised; the first that fits is the one. A full disk shows itself in many ways: it comes first. */
const CAUSES: readonly Cause[] = [
  {
    code: 'engine-disk-full',
    words: /no space left on device|ENOSPC|disk quota exceeded/i,
    what: () => 'the disk of the Docker engine is full',
    next: 'Free some space on it ("docker system df" shows what takes it, "docker image prune" removes what nobody uses), then try again.',
  },
  {
    code: 'registry-certificate',
    words:
      /x509:|SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF)|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED)|ERR_TLS_CERT|certificate (?:verify failed|signed by unknown)/i,
    what: (build) => `the TLS certificate of ${registryOf(build)} is not trusted`,
    next: 'Name the file with the certificates of your network as CA file; a registry of images is trusted in the settings of the Docker engine.',
  },
  {
    code: 'registry-login',
    words: /npm (?:error|ERR!) code E40[13]|unauthorized|authentication required|no basic auth credentials/i,
    what: (build) => `${registryOf(build)} wants a login`,
    next: 'Log in to it ("docker login" for images), or name another registry.',
  },
  {
    code: 'base-image-missing',
    words:
      /pull access denied|manifest (?:for .* not found|unknown)|repository .* not found|no such image|not found: does not exist|invalid reference format|no matching manifest/i,
    what: (build) => `the base image ${baseOf(build)} was not found`,
    next: 'Correct the name of the base image, or log in to its registry with "docker login".',
  },
  {
    code: 'registry-unreachable',
    words:
      /no such host|connection refused|i\/o timeout|TLS handshake timeout|network is unreachable|no route to host|Client\.Timeout|server misbehaving|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|proxyconnect/,
    what: (build) => `${registryOf(build)} cannot be reached`,
    next: 'Check the connection of the Docker engine, the registry and the proxy, then try again.',
  },
  {
    code: 'package-missing',
    words: /npm (?:error|ERR!) code (?:E404|ETARGET|ENOVERSIONS)/,
    what: () => "npm's registry does not have the ONNX runtime in the version that is needed",
    next: 'Name a registry that has it, or ask whoever keeps yours to take it in.',
  },
];

/** What went wrong with a build: the cause where it is known, the step, its last lines, and what to do. */
export function buildFailure(build: FailedBuild): Failure {
  const tail = build.output.filter((line) => !BESIDE.test(line)).slice(-TAIL);
  const said = [build.message, ...build.output].join('\n');
  const cause = CAUSES.find(({ words }) => words.test(said));
  const where = build.step
    ? ` at step ${build.step.step} of ${build.step.steps} (${shortened(build.step.instruction)})`
    : '';
  const status = /returned a non-zero code: (\d+)/.exec(build.message)?.[1];
  const plain =
    status === undefined ? build.message.trim().replace(/\.$/, '') : `it ended with status ${status}`;
  const why = cause?.what(build) ?? plain;
  const lines = tail.map((line) => `\n  ${line}`).join('');
  const words = cause && tail.length === 0 ? `\n  ${build.message.trim()}` : '';
  return new Failure(
    cause?.code ?? 'build-failed',
    `The image ${build.tag} could not be built${where}: ${why}.${lines}${words}`,
    cause?.next ?? 'Cure what its last lines say, then try again.',
  );
}

/** A step that pulls asks a registry of images; the others ask npm's. */
function registryOf(build: FailedBuild): string {
  return isPull(build) ? `the registry of the base image ${baseOf(build)}` : "npm's registry";
}

function isPull({ step }: FailedBuild): boolean {
  return step === undefined || isFrom(step.instruction);
}

/** The image that the step names; the engine's own message says it where variables hide it. */
function baseOf({ step, message }: FailedBuild): string {
  const told = /(?:access denied for|manifest for|invalid reference format:?) "?([\w./:@-]+)"?/.exec(
    message,
  )?.[1];
  const named = /^FROM (?:--\S+ )*(\S+)/i.exec(step?.instruction ?? '')?.[1];
  return told ?? named ?? 'that the Dockerfile names';
}
