import { type Fields, textAt } from './fields';

/** Form of the ids that the cluster managers give. */
const APPLICATION_ID = /^[\w.-]{1,100}$/;
const MAX_NAME = 60;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters would move a terminal's cursor.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Which application it is that starts. */
export interface ApplicationNames {
  readonly applicationId: string;
  readonly attemptId?: string;
  /** As its author calls it, at most 60 characters. */
  readonly name: string;
}

/** @param event `SparkListenerApplicationStart` */
export function applicationNames(event: Fields): ApplicationNames {
  const id = textAt(event, 'App ID');
  const name = textAt(event, 'App Name').replace(CONTROLS, ' ').trim();
  return {
    applicationId: APPLICATION_ID.test(id) ? id : 'an application',
    attemptId: /^\d{1,4}$/.exec(textAt(event, 'App Attempt ID'))?.[0],
    name: name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name,
  };
}
