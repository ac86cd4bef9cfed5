/**
 * The same answer, whose body is taken in as it comes although nobody has read what came before. Where a server closes
 * while an answer is held back, the client that Node has built in throws where nobody can catch it, and the process ends:
 * https://github.com/nodejs/undici/issues/5360
 */
export function readAhead(answer: Response): Response {
  if (!answer.body) return answer;
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const body = new ReadableStream<Uint8Array>({
    start(ahead) {
      const readOn = async (): Promise<void> => {
        for (let { value } = await reader.read(); value; { value } = await reader.read()) {
          ahead.enqueue(value);
        }
        ahead.close();
      };
      // Errors reach who reads. One that gave up has cancelled, and hears of nothing more.
      readOn().catch((error: unknown) => ahead.error(error));
    },
    cancel: (why) => reader.cancel(why),
  });
  const { status, statusText, headers, url } = answer;
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
}
