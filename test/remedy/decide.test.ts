import { expect, test } from 'vitest';
import { decide, judged, LEVER, type Observation } from '../../lib/remedy';
import { moved, opened } from './states/decisions';
import { NOW, POLICY, stuck } from './support';

test.each<[string, Partial<Observation>]>([
  ['the lever is pulled', { lever: { at: NOW, value: LEVER.stop } }],
  ['the mode is lowered', { mode: 'advise' }],
  ['the tag is gone', { cluster: stuck({ cluster: { tags: {} } }).cluster }],
])(
  'a cancel without consent is not sent, though the engine has overlooked it, and a person is told: %s',
  (_, changed) => {
    const overlooked = { ...judged(stuck(), opened(), NOW, POLICY), ...changed };
    expect(moved(decide(overlooked, opened(), NOW, POLICY))).toMatchObject({
      state: 'held',
      reason: 'broken:no-consent',
      pages: [{ reason: 'held:broken:no-consent' }],
    });
  },
);
