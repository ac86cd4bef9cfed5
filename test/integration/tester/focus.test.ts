import assert from 'node:assert/strict';
import { motor, predicted } from './models';
import type { OpenTester } from './openTester';
import { testerPages } from './testerPages';

describe('the keyboard in the tester’s page goes on from somewhere sensible', () => {
  const pages = testerPages();
  let tester: OpenTester;

  beforeEach(async () => {
    tester = await pages.open();
    await tester.showModel(motor);
  });
  const press = (key: string): Promise<void> => tester.page.keyboard.press(key);
  const button = (name: string): ReturnType<OpenTester['page']['locator']> =>
    tester.page.getByRole('button', { name, exact: true });
  const label = (): Promise<string | null> =>
    tester.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  const answer = async (): Promise<void> => tester.answer(predicted(motor, [0.5]));

  it('after an answer: where it was, and in sight', async () => {
    await tester.page.setViewportSize({ width: 300, height: 760 });
    const field = tester.page.locator('#field-4');
    await field.focus();
    await field.fill('7');
    await press('Control+Enter');
    await answer();
    assert.equal(await tester.focused(), 'field-4');
    const [box, bar] = [await field.boundingBox(), await button('Send').boundingBox()];
    assert.ok(box && bar && box.y >= 0 && box.y + box.height <= bar.y, JSON.stringify([box, bar]));
  });

  it('after Cancel, and where the answer comes while Cancel has the focus', async () => {
    await press('Control+Enter');
    await button('Cancel').focus();
    await answer();
    assert.equal(await tester.focused(), 'Send');
    await press('Control+Enter');
    await button('Cancel').focus();
    await press('Enter');
    assert.equal(await tester.focused(), 'Send');
  });

  it('after Start, which goes once the target is on its way', async () => {
    const target = { id: 'scorer.process', title: 'Embedded scorer', state: 'stopped' } as const;
    await tester.say({ type: 'target', target, targets: [target] });
    await button('Start').focus();
    await press('Enter');
    const starting = { ...target, state: 'starting' } as const;
    await tester.say({ type: 'target', target: starting, targets: [starting] });
    assert.equal(await tester.focused(), 'target');
  });

  it('in the grid: to the new row, to the row below a removed one, and to the form of a row', async () => {
    await tester.page.getByRole('tab', { name: 'Rows' }).click();
    await button('Add Row').focus();
    await press('Enter');
    assert.equal(await label(), 'Kilometres, row 2');
    await button('Add Row').focus();
    await press('Enter');
    await button('Remove row 2').focus();
    await press('Enter');
    assert.equal(await label(), 'Remove row 2');
    await press('Enter');
    assert.equal(await label(), 'Remove row 1');
    await button('Show row 1 in the form').focus();
    await press('Enter');
    assert.equal(await tester.focused(), 'field-0');
  });
});
