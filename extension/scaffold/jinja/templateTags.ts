import { parseExpression } from './expressionParser';
import { TemplateProblem } from './problem';
import { mentions, type BlockStatement, type MacroBody, type Statement } from './syntax';
import type { TagParser, TemplateParser } from './tagParser';
import { parseTargetName } from './targets';
import type { TokenStream } from './tokenStream';

/** The tags for macros, and for templates that use each other. */
export const TEMPLATE_TAGS: readonly (readonly [string, TagParser])[] = [
  ['macro', parseMacro],
  ['call', parseCall],
  ['block', parseBlock],
  ['extends', ({ stream }, line) => ({ kind: 'extends', line, template: parseExpression(stream) })],
  ['include', parseInclude],
  ['import', parseImport],
  ['from', parseFrom],
];

function parseMacro(parser: TemplateParser, line: number): Statement {
  const name = parseTargetName(parser.stream);
  const parameters = parseParameters(parser.stream);
  const { body } = parser.body(['endmacro'], line);
  return { kind: 'macro', line, macro: macroOf(name, parameters, body) };
}

function parseCall(parser: TemplateParser, line: number): Statement {
  const { stream } = parser;
  const parameters = stream.operator('(') ? parseParameters(stream) : [];
  const call = parseExpression(stream);
  if (call.kind !== 'call') {
    throw new TemplateProblem('syntax', "the tag 'call' needs the call of a macro", line);
  }
  const { body } = parser.body(['endcall'], line);
  return { kind: 'call', line, call, caller: macroOf(undefined, parameters, body) };
}

function macroOf(
  name: string | undefined,
  parameters: MacroBody['parameters'],
  body: Statement[],
): MacroBody {
  const uses = (special: string) => mentions(body, special);
  return {
    name,
    parameters,
    body,
    uses: { caller: uses('caller'), kwargs: uses('kwargs'), varargs: uses('varargs') },
  };
}

function parseParameters(stream: TokenStream): MacroBody['parameters'] {
  const parameters: MacroBody['parameters'] = [];
  stream.expect('operator', '(');
  while (!stream.operator(')')) {
    if (parameters.length > 0) stream.expect('operator', ',');
    const { line } = stream.current;
    const name = parseTargetName(stream);
    const otherwise = stream.skip('operator', '=') ? parseExpression(stream) : undefined;
    if (!otherwise && parameters.at(-1)?.otherwise) {
      throw new TemplateProblem('syntax', `the parameter '${name}' needs a default too`, line);
    }
    if (parameters.some((parameter) => parameter.name === name)) {
      throw new TemplateProblem('syntax', `the parameter '${name}' is there twice`, line);
    }
    parameters.push({ name, otherwise });
  }
  stream.expect('operator', ')');
  return parameters;
}

function parseBlock(parser: TemplateParser, line: number): Statement {
  const { stream, blocks } = parser;
  const name = stream.expect('name').text;
  const scoped = stream.skip('name', 'scoped');
  const required = stream.skip('name', 'required');
  if (blocks.has(name)) throw new TemplateProblem('syntax', `the block '${name}' is there twice`, line);
  const block: BlockStatement = { kind: 'block', line, name, scoped, required, body: [] };
  blocks.set(name, block);
  block.body = parser.body(['endblock'], line).body;
  if (required && block.body.some((inner) => inner.kind !== 'text' || inner.text.trim() !== '')) {
    throw new TemplateProblem('syntax', `the required block '${name}' must be empty`, line);
  }
  stream.skip('name', name);
  return block;
}

function parseInclude({ stream }: TemplateParser, line: number): Statement {
  const template = parseExpression(stream);
  const ignoreMissing = stream.word('ignore') && stream.following.text === 'missing';
  if (ignoreMissing) {
    stream.next();
    stream.next();
  }
  return { kind: 'include', line, template, ignoreMissing, withContext: parseContext(stream) ?? true };
}

function parseImport({ stream }: TemplateParser, line: number): Statement {
  const template = parseExpression(stream);
  stream.expect('name', 'as');
  const name = parseTargetName(stream);
  return { kind: 'import', line, template, name, withContext: parseContext(stream) ?? false };
}

function parseFrom({ stream }: TemplateParser, line: number): Statement {
  const template = parseExpression(stream);
  stream.expect('name', 'import');
  const names: [string, string][] = [];
  let withContext: boolean | undefined;
  do {
    withContext = parseContext(stream);
    if (withContext !== undefined) break;
    const name = parseTargetName(stream);
    if (name.startsWith('_')) {
      throw new TemplateProblem('syntax', `'${name}' begins with an underscore and stays private`, line);
    }
    names.push([name, stream.skip('name', 'as') ? parseTargetName(stream) : name]);
    withContext = parseContext(stream);
  } while (withContext === undefined && stream.skip('operator', ','));
  return { kind: 'from', line, template, names, withContext: withContext ?? false };
}

/** `with context` or `without context`, if it stands here. */
function parseContext(stream: TokenStream): boolean | undefined {
  if (!stream.word('with') && !stream.word('without')) return undefined;
  if (stream.following.kind !== 'name' || stream.following.text !== 'context') return undefined;
  const { text } = stream.next();
  stream.next();
  return text === 'with';
}
