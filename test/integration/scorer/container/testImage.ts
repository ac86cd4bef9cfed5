/** TEMPORARY until the image piece is merged. */
export function testImage(): Promise<string> {
  return Promise.resolve('bellhop-container-dev');
}
