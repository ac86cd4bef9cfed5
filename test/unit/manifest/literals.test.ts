import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const adapters = readdirSync(path.join(root, 'extension'), { recursive: true, encoding: 'utf8' })
  .map((file) => path.join('extension', file))
  .filter((file) => file.endsWith('.vscode.ts') || file === path.join('extension', 'extension.ts'));

/** Texts with a word and a space or a leading capital, outside of vscode.l10n.t(...): what people would read. */
function untranslated(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    if (ts.isCallExpression(node) && /^vscode\.l10n\.t$/.test(node.expression.getText())) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (/[A-Za-z]{2,} [A-Za-z]{2,}/.test(node.text)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${file}:${line + 1}: ${node.text}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Texts that nobody reads in the editor's language: a commit message, the markup of a page. */
const notShown = [
  /Create from the model template/,
  /default-src|script-src|style-src/,
  /<\/?(meta|html|body|script|title)/i,
];

describe('the texts of the editor side', () => {
  it('all go through vscode.l10n', () => {
    assert.ok(adapters.length > 8, 'the adapters were found');
    const literals = adapters
      .flatMap(untranslated)
      .filter((text) => !notShown.some((each) => each.test(text)));
    assert.deepEqual(literals, []);
  });
});
