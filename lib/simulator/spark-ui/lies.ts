import type { WebAnswer } from './rest';

/** Answers of the right form that are not true. */

/** The answer with every number negative, and every time in the future. */
export function impossible(answer: WebAnswer): WebAnswer {
  return changed(answer, (value) => {
    if (typeof value === 'number') return -value - 1;
    return typeof value === 'string' ? value.replace(/^20\d\d-/, '2099-') : value;
  });
}

/** The answer as an application of another id and name would give it. */
export function ofAnother(answer: WebAnswer): WebAnswer {
  return changed(answer, (value, key) => {
    if (typeof value === 'string' && /^application_\d+_\d+$/.test(value)) return `${value}9`;
    if (key === 'applicationTags') return 'somebody-elses';
    return key === 'name' ? 'somebody-elses.py' : value;
  });
}

/** The JSON answer with each value changed; any other as it is. */
function changed(answer: WebAnswer, change: (value: unknown, key: string) => unknown): WebAnswer {
  if (answer.type !== 'application/json' || answer.body === '') return answer;
  const body = JSON.stringify(JSON.parse(answer.body), (key, value: unknown) => change(value, key));
  return { ...answer, body };
}
