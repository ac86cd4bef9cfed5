import type { Command } from 'commander';
import type { ImageSettings } from './scorerImage';

/** The options of every command that builds an image. */
export interface ImageOptions {
  baseImage?: string;
  npmRegistry?: string;
  caFile?: string;
  proxy?: string;
  proxyExcept?: string;
}

/** Gives a command the options of building an image. */
export function withImageOptions(command: Command): Command {
  return command
    .option('--base-image <name>', 'what the image is built on: Debian with Node 24 and npm')
    .option('--npm-registry <url>', 'the registry that npm asks while building')
    .option('--ca-file <file>', 'more certificates to trust while building, in PEM')
    .option('--proxy <url>', 'the proxy to go through while building')
    .option('--proxy-except <hosts>', 'the hosts to reach without the proxy, separated by commas');
}

/** What the options say of how an image is built. */
export function imageSettings(options: ImageOptions): ImageSettings {
  const { baseImage, npmRegistry, caFile, proxy, proxyExcept } = options;
  return {
    ...(baseImage !== undefined && { base: baseImage }),
    ...(npmRegistry !== undefined && { registry: npmRegistry }),
    ...(caFile !== undefined && { caFile }),
    ...(proxy !== undefined && { proxy }),
    ...(proxyExcept !== undefined && { noProxy: proxyExcept }),
  };
}
