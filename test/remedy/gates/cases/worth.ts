import { detail, MINUTE, NOW, stuck } from '../../support';
import type { Case } from '../support';

export const worth: readonly Case[] = [
  {
    gate: 'outside-window',
    when: 'the step has run for more than an hour',
    reason:
      'the step had run 61 min, and where neither the job nor its history says how much remains nothing acts after 60 min',
    refuses: stuck({ root: detail({ startedAt: NOW - 61 * MINUTE }) }),
    passes: stuck({ root: detail({ startedAt: NOW - 60 * MINUTE }) }),
  },
];
