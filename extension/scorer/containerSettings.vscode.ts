import * as vscode from 'vscode';
import { companyBaseImage } from '../company/company.vscode';
import { DEFAULT_LIMITS } from './container/createOptions';
import type { ContainerSettings } from './container/startInContainer';

/** What the settings say about the Docker engine, the scorer's image and its container. */
export function containerSettings(scope?: vscode.Uri): ContainerSettings {
  const docker = vscode.workspace.getConfiguration('bellhop.docker', scope);
  const scorer = vscode.workspace.getConfiguration('bellhop.scorer', scope);
  return {
    host: docker.get<string>('host', '').trim(),
    image: {
      base: docker.get<string>('baseImage', '').trim() || (companyBaseImage() ?? ''),
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
