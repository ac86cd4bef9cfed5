import assert from 'node:assert/strict';
import { junitXml } from '../../../../extension/requests/saved/junit';
import { reportObject, specText, type Report } from '../../../../extension/requests/saved/report';

const report: Report = {
  project: 'Claim Frequency',
  target: 'the embedded scorer',
  started: new Date('2026-03-01T12:30:45.678Z'),
  milliseconds: 1234,
  requests: [
    {
      name: 'Rural',
      file: 'requests/rural.request.json',
      outcome: 'passed',
      milliseconds: 3.4,
      findings: [],
      warnings: ['row 0, column "colour": no such column'],
    },
    {
      name: 'City & <"suburb">',
      file: 'requests/city.request.json',
      outcome: 'failed',
      milliseconds: 12,
      findings: [
        { kind: 'drift', message: '$.predictions[0] drifted: 2 instead of 1', expected: 1, got: 2, at: [] },
        { kind: 'latency', message: 'too slow\u0000\ud800 ]]>', at: [] },
      ],
      warnings: [],
    },
    {
      name: 'new',
      file: 'requests/new.request.json',
      outcome: 'error',
      milliseconds: 0,
      findings: [{ kind: 'unreadable', message: 'has schema 2', at: [] }],
      warnings: [],
    },
  ],
};

describe('the report of a run', () => {
  it('in words names each request, what is wrong with it and where', () => {
    assert.equal(
      specText(report),
      [
        'Claim Frequency at the embedded scorer',
        '',
        '  ✔ Rural (3 ms)',
        '      warning: row 0, column "colour": no such column',
        '  ✘ City & <"suburb"> (requests/city.request.json)',
        '      $.predictions[0] drifted: 2 instead of 1',
        '      too slow\ufffd\ud800 ]]>',
        '  ✘ new (requests/new.request.json)',
        '      has schema 2',
        '',
        '1 passed, 1 failed, 1 without an answer',
      ].join('\n'),
    );
  });

  it('for programs holds the sums and every finding', () => {
    const object = reportObject(report);
    assert.deepEqual([object['passed'], object['failed'], object['errors']], [1, 1, 1]);
    assert.equal(object['started'], '2026-03-01T12:30:45.678Z');
    assert.equal(object['requests'], report.requests);
  });

  it('as JUnit escapes what XML cannot hold, and has one failure or error a case', () => {
    assert.equal(
      junitXml(report),
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        '  <testsuite name="Saved requests of Claim Frequency" timestamp="2026-03-01T12:30:45" hostname="localhost" tests="3" failures="1" errors="1" time="1.234" package="Claim Frequency" id="0">',
        '    <properties>',
        '      <property name="target" value="the embedded scorer"/>',
        '    </properties>',
        '    <testcase name="Rural" classname="Claim Frequency" time="0.003"/>',
        '    <testcase name="City &amp; &lt;&quot;suburb&quot;&gt;" classname="Claim Frequency" time="0.012">',
        '      <failure message="$.predictions[0] drifted: 2 instead of 1" type="drift">requests/city.request.json',
        '$.predictions[0] drifted: 2 instead of 1',
        'too slow\ufffd\ufffd ]]&gt;</failure>',
        '    </testcase>',
        '    <testcase name="new" classname="Claim Frequency" time="0.000">',
        '      <error message="has schema 2" type="unreadable">requests/new.request.json',
        'has schema 2</error>',
        '    </testcase>',
        '    <system-out/>',
        '    <system-err/>',
        '  </testsuite>',
        '</testsuites>',
      ].join('\n'),
    );
  });
});
