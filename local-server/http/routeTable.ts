import { HttpProblem } from './problem';
import type { Protocol, ProtocolPage } from './protocols/protocol';
import type { Parameters, ScoringRoute } from './scoringRoute';

/** Finds what answers at a path: by name at once, else by pattern in their order. */
export class RouteTable {
  /** The paths that probes ask, which have no token. */
  readonly probes: readonly string[];
  private readonly scoring: PathTable<ScoringRoute>;
  private readonly pages: PathTable<ProtocolPage>;

  constructor(
    own: readonly ScoringRoute[],
    private readonly protocols: readonly Protocol[],
  ) {
    const pages = protocols.flatMap((protocol) => protocol.pages);
    this.scoring = new PathTable([...own, ...protocols.flatMap(({ scoring }) => scoring)]);
    this.pages = new PathTable(pages);
    this.probes = pages.flatMap(({ isProbe, path }) => (isProbe && typeof path === 'string' ? [path] : []));
  }

  /** @throws HttpProblem 400 where the path cannot be decoded. */
  find(path: string): Found<ScoringRoute> | undefined {
    return this.scoring.find(path);
  }

  /** @throws HttpProblem 400 where the path cannot be decoded. */
  findPage(path: string): Found<ProtocolPage> | undefined {
    return this.pages.find(path);
  }

  /** The protocol that a path belongs to, or undefined where it is Bellhop's own. */
  protocolOf(path: string): Protocol | undefined {
    return this.protocols.find(({ paths }) => paths.test(path));
  }
}

/** A route, and what the named groups of its path held. */
export interface Found<Route> {
  route: Route;
  parameters: Parameters;
}

class PathTable<Route extends { readonly path: string | RegExp }> {
  private readonly byPath = new Map<string, Found<Route>>();
  private readonly patterns: { route: Route; pattern: RegExp }[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const { path } = route;
      if (typeof path === 'string') this.byPath.set(path, { route, parameters: {} });
      else this.patterns.push({ route, pattern: path });
    }
  }

  find(path: string): Found<Route> | undefined {
    const named = this.byPath.get(path);
    if (named) return named;
    for (const { route, pattern } of this.patterns) {
      const match = pattern.exec(path);
      if (match) return { route, parameters: decoded(match.groups ?? {}) };
    }
    return undefined;
  }
}

function decoded(groups: Record<string, string | undefined>): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(groups)) {
    if (text !== undefined) parameters[name] = decode(text);
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpProblem(400, 'bad-path', 'The path cannot be decoded: a % is not followed by UTF-8.');
  }
}
