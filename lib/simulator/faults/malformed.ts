import type { MalformedForm } from './types';

/** An answer on the wire. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A page of whatever stands between caller and service. */
export function pageReply(status: number, text: string): WireReply {
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status} ${text}</title></head><body><center><h1>${status} ${text}</h1></center></body></html>\n`,
  };
}

/** The answer in a form that its client cannot read, or reads as something else. */
export function malformed(reply: WireReply, form: Exclude<MalformedForm, 'broken-off'>): WireReply {
  switch (form) {
    case 'empty':
      return { ...reply, body: '' };
    case 'page':
      return pageReply(200, 'Please sign in');
    case 'text':
      return { ...reply, body: 'upstream: no healthy host' };
    case 'cut':
      return { ...reply, body: half(reply.body) };
    case 'no-members':
      return { ...reply, body: changed(reply.body, () => undefined) };
    case 'null-members':
      return { ...reply, body: changed(reply.body, () => null) };
    case 'string-members':
      return { ...reply, body: changed(reply.body, () => 'none') };
  }
}

export function half(body: WireReply['body']): Buffer {
  const bytes = Buffer.from(body);
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

/** The body with each of its outermost members changed; of XML, those inside the result. What is neither stays as it is. */
function changed(body: WireReply['body'], change: () => unknown): WireReply['body'] {
  const text = Buffer.from(body).toString('utf8');
  if (text.startsWith('<')) return text.replace(/(<(\w+Result)>).*(<\/\2>)/s, `$1${String(change() ?? '')}$3`);
  try {
    const members = Object.keys(JSON.parse(text) as object).map((key) => [key, change()]);
    return JSON.stringify(Object.fromEntries(members));
  } catch {
    return body;
  }
}
