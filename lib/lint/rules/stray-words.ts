import type { LintFacts } from '../facts';
import type { PlacedFinding, StrayWord } from '../types';

/** Words that spark-submit refuses, or takes for something else than was meant. */
export function strayWords({ subject }: LintFacts): PlacedFinding[] {
  return (subject.strays ?? []).map(({ where, at, ...stray }) => ({ where, at, ...verdict({ where, at, ...stray }) }));
}

function verdict({ kind, name, meant }: StrayWord): Pick<PlacedFinding, 'id' | 'severity' | 'message' | 'instead'> {
  switch (kind) {
    case 'pasted-dash':
      return {
        id: 'pasted-dash',
        severity: 'error',
        message:
          'its dashes are not hyphens: spark-submit takes it, and all that follows, for the application and its arguments',
        instead: `write ${meant ?? name} with plain hyphens`,
      };
    case 'unknown-option':
      return {
        id: meant === undefined ? 'unknown-flag' : 'misspelt-flag',
        severity: 'error',
        message: 'it is an option that spark-submit does not have, with which it stops',
        instead:
          meant === undefined
            ? 'leave it out, or put it behind the application if that is to get it'
            : `write ${meant}`,
      };
    case 'no-value':
      return {
        id: 'incomplete-command',
        severity: 'error',
        message: `${name} has no value; spark-submit stops`,
        instead: `give ${name} a value`,
      };
    case 'no-application':
      return {
        id: 'incomplete-command',
        severity: 'error',
        message: 'spark-submit has no application, and stops',
        instead: 'end the options with the jar or the Python script',
      };
    case 'after-application':
      return {
        id: 'option-after-application',
        severity: 'warning',
        message: 'it stands behind the application, which gets it as an argument; Spark does not read it',
        instead: `put ${name} before the jar or script`,
      };
  }
}
