import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RECORDINGS } from '../event-log';

/** A recorded event log as plain text. */
export const logText = (name: string): string =>
  gunzipSync(readFileSync(join(RECORDINGS, `${name}.events.gz`))).toString();
