import { Failure, reason } from '../../contract/failure';
import type { Log } from '../log';
import type { Engine, EngineLoader } from './engine';
import { nativeEngine } from './native';
import { wasmEngine } from './wasm';

/** The runtimes in order of preference. A package of Bellhop may hold only one of them. */
export const ENGINES: readonly EngineLoader[] = [nativeEngine, wasmEngine];

/**
 * The first runtime that loads; why one before it did not is logged.
 *
 * @throws Failure `runtime-missing`, naming each module and its reason.
 */
export function chooseEngine(log: Log, loaders: readonly EngineLoader[] = ENGINES): Engine {
  const reasons: string[] = [];
  for (const loader of loaders) {
    try {
      return loader.load();
    } catch (error) {
      // The first line is the message; the rest of a failed require is a list of paths.
      const why = reason(error).split('\n', 1)[0] ?? '';
      reasons.push(`${loader.module}: ${why}`);
      log.warn('A runtime is not available', { engine: loader.name, module: loader.module, reason: why });
    }
  }
  throw new Failure(
    'runtime-missing',
    `No ONNX runtime can be loaded on ${process.platform}-${process.arch} (${reasons.join('; ')}).`,
    'Install the Bellhop extension for this platform, or the universal one.',
  );
}
