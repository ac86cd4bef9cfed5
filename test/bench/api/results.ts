import { short, type Measured } from '../scorer/results';

/** What the bench of the API template measured; docs/benchmarks-api.json holds it. */
export interface ApiResults {
  schema: 1;
  /** YYYY-MM-DD. */
  date: string;
  machine: { processor: string; cores: number; system: string; pinning: string };
  /** Package to version, of whatever was measured. */
  libraries: Record<string, string>;
  rounds: number;
  /** The API with ONNX Runtime first, the API with scikit-learn second. */
  servers: Measured[];
}

/** How many times as many requests one answers as another, in words. */
export function times(one: Measured, { perSecond }: Measured): string {
  return `${short(one.perSecond / perSecond)}×`;
}
