import type { RequestResult } from './runRequest';

/** A run of saved requests. */
export interface Report {
  /** The project's name. */
  project: string;
  /** The target in words, without anything secret. */
  target: string;
  started: Date;
  /** The whole run's. */
  milliseconds: number;
  requests: RequestResult[];
}

export const REPORTERS = ['spec', 'junit', 'json'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** How many of the requests passed, failed, or had no answer to check. */
export function counts({ requests }: Report): Record<RequestResult['outcome'], number> {
  const count = (outcome: RequestResult['outcome']): number =>
    requests.filter((request) => request.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), error: count('error') };
}

/** A run as one object, for programs. */
export function reportObject(report: Report): Record<string, unknown> {
  const { project, target, started, milliseconds, requests } = report;
  const { passed, failed, error } = counts(report);
  return {
    project,
    target,
    started: started.toISOString(),
    milliseconds,
    passed,
    failed,
    errors: error,
    requests,
  };
}

/** A run in words, a line for each request and what is wrong with it below. */
export function specText(report: Report): string {
  const { passed, failed, error } = counts(report);
  const sum = [`${passed} passed`, `${failed} failed`, ...(error > 0 ? [`${error} without an answer`] : [])];
  const lines = report.requests.flatMap(requestLines);
  return [`${report.project} at ${report.target}`, '', ...lines, '', sum.join(', ')].join('\n');
}

/** A request's findings and warnings, a line each. */
export function findingLines({ findings, warnings }: RequestResult): string[] {
  const lines = [...findings.map(({ message }) => message), ...warnings.map((each) => `warning: ${each}`)];
  return lines.map(inert);
}

/** A text without control characters: a target's own words must not steer the terminal. */
export function inert(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}

function requestLines(result: RequestResult): string[] {
  const { name, file, outcome, milliseconds } = result;
  const head =
    outcome === 'passed' ? `✔ ${inert(name)} (${Math.round(milliseconds)} ms)` : `✘ ${inert(name)} (${file})`;
  return [`  ${head}`, ...findingLines(result).map((line) => `      ${line}`)];
}
