import assert from 'node:assert/strict';
import { sumMetrics } from '../../../local-server/workers/sumMetrics';

const of = (...samples: string[]): string =>
  ['# HELP requests Of all.', '# TYPE requests counter', ...samples, ''].join('\n');

describe('the numbers of several workers', () => {
  it('add up by name and labels, also where only some have a sample', () => {
    const texts = [of('requests{code="200"} 3'), of('requests{code="200"} 4', 'requests{code="400"} 1')];
    assert.equal(sumMetrics(texts), of('requests{code="200"} 7', 'requests{code="400"} 1'));
  });

  it('keep the largest lag, and labels with blanks', () => {
    const lag = (value: number): string =>
      `# HELP bellhop_event_loop_lag_seconds Late.\n# TYPE bellhop_event_loop_lag_seconds gauge\nbellhop_event_loop_lag_seconds ${value}\n`;
    assert.equal(sumMetrics([lag(0.5), lag(0.25)]), lag(0.5));
    const named = of('requests{model="a b",le="+Inf"} 2');
    assert.equal(sumMetrics([named]), named);
  });
});
