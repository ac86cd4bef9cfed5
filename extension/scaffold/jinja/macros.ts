import type { Evaluator } from './evaluator';
import { inner, type Frame } from './frame';
import { wrong } from './problem';
import type { Expression, MacroBody } from './syntax';
import { Dict, Structure, Tuple, Undefined, type Arguments, type Value } from './values';

/** A macro as a value; calling it gives the text that it prints. */
class Macro extends Structure {
  override readonly typeName = 'Macro';
  readonly #printed: string;
  readonly #body: MacroBody;

  constructor(body: MacroBody, call: (args: Arguments) => Value) {
    super();
    this.#body = body;
    this.call = call;
    this.#printed = `<Macro ${body.name === undefined ? 'anonymous' : `'${body.name}'`}>`;
  }

  override get printed(): string {
    return this.#printed;
  }

  override attribute(name: string): Value | undefined {
    const { uses, parameters } = this.#body;
    switch (name) {
      case 'name':
        return this.#body.name ?? null;
      case 'arguments':
        return new Tuple(parameters.map((parameter) => parameter.name));
      case 'catch_kwargs':
        return uses.kwargs;
      case 'catch_varargs':
        return uses.varargs;
      case 'caller':
        return uses.caller;
      default:
        return undefined;
    }
  }
}

/** The macro that a body makes where it stands: it sees the names around it, as they are when it is called. */
export function defineMacro(evaluator: Evaluator, body: MacroBody, frame: Frame): Value {
  const { file } = evaluator.expressions;
  return new Macro(body, (args) =>
    evaluator.inFile(file, () => {
      const within = { ...inner(frame), root: false };
      bindParameters(evaluator, body, args, within);
      return evaluator.capture(body.body, within);
    }),
  );
}

/** `{% call %}`: calls a macro and hands it the body as `caller`. */
export function runCall(
  evaluator: Evaluator,
  call: Expression & { kind: 'call' },
  caller: MacroBody,
  frame: Frame,
): Value {
  return evaluator.expressions.call(call, frame.scope, [['caller', defineMacro(evaluator, caller, frame)]]);
}

function bindParameters(evaluator: Evaluator, macro: MacroBody, args: Arguments, frame: Frame): void {
  const { parameters, uses } = macro;
  const { scope } = frame;
  const named = new Map(args.named);
  const name = macro.name === undefined ? 'caller' : `the macro '${macro.name}'`;
  const missing: [string, Expression | undefined][] = [];
  for (const [at, parameter] of parameters.entries()) {
    const value = args.positional[at] ?? (at < args.positional.length ? null : named.get(parameter.name));
    if (at >= args.positional.length) named.delete(parameter.name);
    if (value === undefined) missing.push([parameter.name, parameter.otherwise]);
    else scope.set(parameter.name, value);
  }
  if (uses.caller && !parameters.some((parameter) => parameter.name === 'caller')) {
    scope.set('caller', named.get('caller') ?? new Undefined('No caller defined'));
    named.delete('caller');
  }
  const [unknown] = named.keys();
  if (uses.kwargs) scope.set('kwargs', new Dict(named));
  else if (unknown !== undefined) throw wrong(`${name} has no argument '${unknown}'`);
  const more = args.positional.slice(parameters.length);
  if (uses.varargs) scope.set('varargs', new Tuple(more));
  else if (more.length > 0) throw wrong(`${name} takes ${parameters.length} arguments at most`);
  // A default may use the parameters before it; itself and those behind it are unknown still.
  for (const [parameter] of missing) {
    scope.set(parameter, new Undefined(`parameter '${parameter}' was not provided`));
  }
  for (const [parameter, otherwise] of missing) {
    if (otherwise) scope.set(parameter, evaluator.expressions.evaluate(otherwise, scope));
  }
}
