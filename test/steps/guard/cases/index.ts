import type { Case } from './case';
import { doubtful } from './doubtful';
import { ended } from './ended';
import { found } from './found';
import { none, several } from './not-found';
import { tokens } from './tokens';
import { unanswered } from './unanswered';

export { type Case, expectedOf, seen } from './case';

/** Every case, made anew: a run changes its applications. */
export const cases = (): readonly Case[] => [
  ...[...found(), ...ended(), ...none(), ...several()],
  ...[...doubtful(), ...unanswered(), ...tokens()],
];
