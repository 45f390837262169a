import { type AddressInfo, createServer, type Socket } from 'node:net';

/** How a connection ends on which a whole request has arrived. */
export type Ending =
  | 'closed before an answer'
  | 'reset before an answer'
  | 'closed after the status line'
  | 'closed within the body'
  | 'reset within the body'
  | 'an answer that is no JSON'
  | '500 and Retry-After'
  | '503 and Retry-After'
  | '429 and Retry-After'
  | '307 to the same place'
  | '408 and closed'
  | 'silence';

export interface RawEmr {
  readonly url: string;
  /** The operation of every request whose bytes have arrived, whatever became of it. */
  sent(): readonly string[];
  connections(): number;
  close(): Promise<void>;
}

/** An EMR of bytes: without Node's HTTP server, which would hide a request that is sent again on the same connection. */
export async function rawEmr(ending: Ending): Promise<RawEmr> {
  const received: { bytes: string; socket: Socket }[] = [];
  const server = createServer((socket) => {
    const one = { bytes: '', socket };
    received.push(one);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      one.bytes += chunk.toString('latin1');
      if (isWhole(one.bytes)) end(socket, ending, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () =>
      received.flatMap(({ bytes }) => [...bytes.matchAll(/x-amz-target: \w+\.(\w+)/gi)].map(([, name = '']) => name)),
    connections: () => received.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of received) socket.destroy();
      }),
  };
}

/** Whether the last request of a connection is there to the last byte of its body. */
function isWhole(bytes: string): boolean {
  const head = bytes.lastIndexOf('\r\n\r\n');
  const length = bytes
    .slice(0, head)
    .match(/content-length: (\d+)/gi)
    ?.at(-1)
    ?.match(/\d+/)?.[0];
  return head >= 0 && length !== undefined && bytes.length - head - 4 >= Number(length);
}

function end(socket: Socket, ending: Ending, url: string): void {
  const answer = (status: string, body: string, ...headers: string[]): string =>
    [
      `HTTP/1.1 ${status}`,
      'content-type: application/x-amz-json-1.1',
      ...headers,
      `content-length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  const half = answer('200 OK', '{"StepIds":["s-A"]}').slice(0, -5);
  const refusal = '{"__type":"ServiceUnavailable"}';
  switch (ending) {
    case 'silence':
      return;
    case 'closed before an answer':
      return void socket.end();
    case 'reset before an answer':
      return void socket.resetAndDestroy();
    case 'closed after the status line':
      return void socket.end('HTTP/1.1 200 OK\r\n');
    case 'closed within the body':
      return void socket.end(half);
    case 'reset within the body':
      return void socket.write(half, () => socket.resetAndDestroy());
    case 'an answer that is no JSON':
      return void socket.write(answer('200 OK', '<html></html>'));
    case '307 to the same place':
      return void socket.write(answer('307 Temporary Redirect', '', `location: ${url}`));
    case '408 and closed':
      return void socket.end(answer('408 Request Timeout', '', 'connection: close'));
    default:
      return void socket.write(answer(`${ending.slice(0, 3)} Refused`, refusal, 'retry-after: 0'));
  }
}
