import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { application, type World } from '../run-guard';
import { type Case, ID, known } from './case';

/** A home in which the first attempt has run. */
const hasRun = ({ home }: World): void => {
  mkdirSync(join(home, '.emr-autotune', 's-ROOT-1'), { recursive: true });
};

/** The attempt has run, or may have. */
export const tokens = (): readonly Case[] => [
  {
    name: 'runs an attempt once',
    code: 74,
    kills: [ID],
    applications: [application()],
    earlier: known,
    prepare: hasRun,
    says: /s-ROOT-1 is there, so this attempt has run already/,
  },
  {
    name: 'runs the next attempt of the same root step',
    code: 17,
    kills: [ID],
    applications: [application()],
    earlier: known,
    lineage: 's-ROOT:2',
    prepare: hasRun,
  },
  {
    name: 'runs nothing where it cannot tell whether the attempt has run',
    code: 75,
    applications: [application()],
    earlier: known,
    prepare: ({ home }) => writeFileSync(join(home, '.emr-autotune'), ''),
    says: /cannot be made/,
  },
];
