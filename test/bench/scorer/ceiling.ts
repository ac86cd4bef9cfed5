import { createServer } from 'node:http';

/** The ceiling: reads each body to its end and answers always the same, without looking at it. */
const [port, answer = ''] = process.argv.slice(2);

createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
