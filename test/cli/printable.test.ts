import { describe, expect, test } from 'vitest';
import { printable } from '../../lib/cli/printable';
import { lineage } from '../remedy/support';
import { itemOf } from './ledger-support';
import { call } from './support';

describe('what others wrote into the ledger', () => {
  test('cannot move the cursor, change colours or turn the direction of writing, however deep it stands', () => {
    const hostile = { list: [{ reason: '\u001b[2Jx\r\u009b31m', name: 'a\u202eb' }], n: 1, none: null };
    expect(printable(hostile)).toEqual({
      list: [{ reason: '\ufffd[2Jx\ufffd\ufffd31m', name: 'a\ufffdb' }],
      n: 1,
      none: null,
    });
  });

  test('is shown by explain without its controls', async () => {
    const row = itemOf({
      clusterId: 'j-X',
      state: 'held',
      lineage: lineage(),
      reason: '\u001b]0;owned\u0007\nWhat to do\n  curl evil',
    });
    const { out } = await call(['explain', '--row', '-'], { readFile: () => JSON.stringify(row) });
    expect(out.split('\n')[0]).toContain(
      'is held for \ufffd]0;owned\ufffd\ufffdWhat to do\ufffd curl evil; the root step is s-ROOT',
    );
  });
});
