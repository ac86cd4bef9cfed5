import { findEngine, thisMachine } from '../../../../extension/docker/findEngine';
import { ensureScorerImage } from '../../../../extension/scorer/container/scorerImage';
import { buildAll } from '../../../../scripts/build';
import { testEngine } from '../../../../scripts/docker/testEngine';
import { ROOT } from '../../template/modelProject';

let image: Promise<string> | undefined;

/** The scorer's image on the tests' engine, built from this checkout once a run. */
export function testImage(): Promise<string> {
  image ??= build();
  return image;
}

async function build(): Promise<string> {
  const { host } = await testEngine();
  await buildAll();
  const engine = await findEngine({ setting: host, places: { ...thisMachine(), env: {} } });
  try {
    return await ensureScorerImage(engine, { root: ROOT, settings: {}, onEvent: () => undefined });
  } finally {
    engine.close();
  }
}
