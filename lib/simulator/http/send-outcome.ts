import type { ServerResponse } from 'node:http';
import type { Outcome } from '../faults/api-faults';

/** Sends what is left of an answer: all, a part, or nothing. */
export function sendOutcome(response: ServerResponse, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'reply': {
      const { status, headers, body } = outcome.reply;
      response.writeHead(status, headers).end(body);
      return;
    }
    case 'broken-off': {
      const { status, headers, body } = outcome.reply;
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.write(outcome.sent, () => response.destroy());
      return;
    }
    case 'reset':
      response.destroy();
  }
}
