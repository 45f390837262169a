import type { WireReply } from '../faults/malformed';

/** Replies of a server's own paths. */
export const json = (status: number, value: object): WireReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
});

export const notAllowed = (allowed: string): WireReply => ({
  ...json(405, { message: `only ${allowed}` }),
  headers: { allow: allowed },
});
