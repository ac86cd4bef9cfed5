import { counts, findingLines, type Report } from './report';
import type { RequestResult } from './runRequest';

/**
 * A run as a JUnit XML report, in the form that the strictest of the schemas in use takes (the one of Ant's task): each
 * test case has at most one failure or error, and a suite its properties, output and errors, empty as they are.
 */
export function junitXml(report: Report): string {
  const { failed, error } = counts(report);
  const suite = attributes({
    name: `Saved requests of ${report.project}`,
    timestamp: report.started.toISOString().slice(0, 19),
    // Where it ran is nobody's business; the schema's word for an unknown host.
    hostname: 'localhost',
    tests: report.requests.length,
    failures: failed,
    errors: error,
    time: seconds(report.milliseconds),
    package: report.project,
    id: 0,
  });
  const target = attributes({ name: 'target', value: report.target });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${suite}>`,
    '    <properties>',
    `      <property ${target}/>`,
    '    </properties>',
    ...report.requests.flatMap((result) => caseLines(result, report.project)),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function caseLines(result: RequestResult, project: string): string[] {
  const { name, outcome, milliseconds, findings } = result;
  const head = `    <testcase ${attributes({ name, classname: project, time: seconds(milliseconds) })}`;
  const [first] = findings;
  if (outcome === 'passed' || !first) return [`${head}/>`];
  const element = outcome === 'failed' ? 'failure' : 'error';
  const text = [result.file, ...findingLines(result)].join('\n');
  const what = attributes({ message: first.message, type: first.kind });
  return [`${head}>`, `      <${element} ${what}>${escaped(text)}</${element}>`, '    </testcase>'];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value)).replace(/"/g, '&quot;').replace(/\s/g, ' ')}"`)
    .join(' ');
}

/** Text as XML holds it; a character that XML 1.0 has no place for becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
