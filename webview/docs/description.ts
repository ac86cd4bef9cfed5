import type { InputSchema, Metric } from '../../contract/artefact';

/** What the page reads of /openapi.json; the document holds more. */
export interface Description {
  info: {
    title: string;
    version: string;
    description: string;
    'x-bellhop': { version: string; commit: string | null };
    'x-model': {
      digest: string;
      task: string;
      /** Absent, like the next two, for a graph without a model.json. */
      trained_at?: string;
      rows?: number;
      metrics?: Metric[];
    };
  };
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>;
  /** Absent where the scorer wants no token. */
  security?: unknown[];
  components: { schemas: { Row: InputSchema } };
}

export interface Operation {
  summary: string;
  tags: string[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

export interface Content {
  example?: unknown;
}

/** The content of JSON, whose example the page shows and sends. */
export function jsonExample(content: Record<string, Content> | undefined): unknown {
  return content?.['application/json']?.example;
}
