import * as vscode from 'vscode';
import { companyDefaults } from '../company/company.vscode';
import { DEFAULT_LIMITS } from './container/createOptions';
import type { ContainerSettings } from './container/startInContainer';

/** The address of the Docker engine that the settings name; empty where they leave it open. */
export function engineSetting(scope?: vscode.Uri): string {
  return vscode.workspace.getConfiguration('bellhop.docker', scope).get<string>('host', '').trim();
}

/**
 * What the settings, else the company file, say about the Docker engine, the scorer's image and its container.
 *
 * @throws those of `companyDefaults`.
 */
export async function containerSettings(scope?: vscode.Uri): Promise<ContainerSettings> {
  const docker = vscode.workspace.getConfiguration('bellhop.docker', scope);
  const scorer = vscode.workspace.getConfiguration('bellhop.scorer', scope);
  return {
    host: engineSetting(scope),
    image: {
      base: docker.get<string>('baseImage', '').trim() || ((await companyDefaults()).baseImage ?? ''),
      registry: docker.get<string>('npmRegistry', ''),
      caFile: docker.get<string>('caFile', ''),
      proxy: docker.get<string>('proxy', ''),
      noProxy: docker.get<string>('proxyExcept', ''),
    },
    limits: {
      memory: scorer.get<number>('memory', DEFAULT_LIMITS.memory),
      cpus: scorer.get<number>('cpus', DEFAULT_LIMITS.cpus),
    },
  };
}
