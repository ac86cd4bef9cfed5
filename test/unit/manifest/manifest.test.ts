import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';
import texts from '../../../package.nls.json';
import { settingsDoc, writtenSettingsDoc } from '../../../scripts/settingsDoc';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const { commands, menus, configuration, walkthroughs, viewsWelcome } = manifest.contributes;

/** Every text of the manifest that VS Code shows. */
function shownTexts(value: unknown, key = ''): [string, string][] {
  const shown = [
    'title',
    'name',
    'displayName',
    'description',
    'markdownDescription',
    'contents',
    'altText',
    'category',
  ];
  if (typeof value === 'string') return shown.includes(key) ? [[key, value]] : [];
  if (Array.isArray(value)) return value.flatMap((item) => shownTexts(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => shownTexts(item, name));
}

describe('the manifest', () => {
  it('takes every text that people see from package.nls.json, and that has no text too many', () => {
    const contributed = [...shownTexts(manifest.contributes), ...shownTexts(manifest.capabilities)];
    const literal = contributed.filter(([key, text]) => key !== 'category' && !/^%[\w.]+%$/.test(text));
    assert.deepEqual(
      literal.filter(([, text]) => text !== 'Bellhop'),
      [],
    );
    const used = new Set(JSON.stringify(manifest).match(/%[\w.]+%/g));
    assert.deepEqual(Object.keys(texts).sort(), [...used].map((text) => text.slice(1, -1)).sort());
  });

  it('restricts every setting that chooses a program, path, host, URL, engine or image', () => {
    const choosing = Object.entries(
      configuration.properties as Record<string, { type: string; scope: string }>,
    )
      .filter(([, { type }]) => type !== 'boolean' && type !== 'integer' && type !== 'number')
      .map(([id]) => id);
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual([...restricted].sort(), choosing.sort());
    for (const id of choosing) {
      const setting = (configuration.properties as Record<string, { scope: string }>)[id];
      assert.equal(setting?.scope, 'machine-overridable', id);
    }
  });

  it('gives every command a category and an enablement, except those that always make sense', () => {
    const always = [
      'bellhop.project.new',
      'bellhop.project.newApi',
      'bellhop.project.newFromTemplate',
      'bellhop.walkthrough.open',
    ];
    for (const command of commands) {
      assert.equal(command.category, 'Bellhop', command.command);
      assert.equal('enablement' in command, !always.includes(command.command), command.command);
      assert.match(command.command, /^bellhop\.[a-z]+\.[a-zA-Z]+$/);
    }
  });

  it('enables what runs programs in trusted workspaces only', () => {
    for (const id of ['bellhop.scorer.start', 'bellhop.scorer.restart', 'bellhop.model.train']) {
      const command = commands.find((each) => each.command === id);
      assert.ok(command?.enablement?.includes('isWorkspaceTrusted'), id);
    }
  });

  it('names only its own commands in menus, welcome views and the walkthrough', () => {
    const known = new Set(commands.map(({ command }) => command));
    const inMenus = Object.values(menus)
      .flat()
      .map(({ command }: { command: string }) => command);
    const inTexts = JSON.stringify([texts, viewsWelcome]).match(/(?<=command:)bellhop\.[\w.]+/g) ?? [];
    for (const id of [...inMenus, ...inTexts]) assert.ok(known.has(id), id);
  });

  it('asks only context keys that the extension sets', () => {
    const source = readFileSync(path.join(root, 'extension', 'editor', 'contextKeys.vscode.ts'), 'utf8');
    const asked = new Set(
      JSON.stringify(manifest)
        .match(/(?<![\w.:])bellhop\.[a-z]+[A-Z]\w*|bellhop\.active/g)
        ?.filter((key) => !key.startsWith('bellhop.bellhop')),
    );
    for (const key of asked) assert.ok(source.includes(`'${key}'`), key);
    assert.ok(asked.size >= 4);
  });

  it('gives every step of the walkthrough an action, a picture and a completion', () => {
    for (const step of walkthroughs[0]?.steps ?? []) {
      const description = (texts as Record<string, string>)[step.description.slice(1, -1)];
      assert.match(description ?? '', /\]\(command:bellhop\./, step.id);
      assert.ok(existsSync(path.join(root, step.media.svg)), step.media.svg);
      assert.ok(step.completionEvents.length > 0, step.id);
    }
  });

  it('is activated by a project or a command of its own, and by nothing else', () => {
    assert.deepEqual(manifest.activationEvents, ['workspaceContains:**/bellhop.json']);
  });

  it('is described by docs/settings.md as it is', () => {
    assert.equal(writtenSettingsDoc(), settingsDoc());
  });
});
