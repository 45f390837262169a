import { InputError } from '../errors';
import { addMarker, renderArguments, rewriteSettings, type StepConfigInput, toStepConfig } from '../steps';
import type { StepDetail } from './observation';

/** EMR's limit for the strings of a step, characters; the arguments together are kept below it. */
const MOST_CHARACTERS = 10_240;

/**
 * A: R as it was described, with changed settings and a marker, everything else byte for byte.
 *
 * @param changes settings by canonical key; none for a rollback
 * @throws InputError where the step's form is not understood or EMR or YARN would refuse the result
 */
export function resubmissionOf(
  root: StepDetail,
  changes: readonly { readonly key: string; readonly to: string }[],
  marker: { readonly root: string; readonly n: number },
  sparkDefaults: Readonly<Record<string, string>>,
): StepConfigInput {
  if (root.form.kind === 'unknown') throw new InputError('shape-unknown', root.form.reason);
  const submit = addMarker(rewriteSettings(root.form.submit, changes), marker, sparkDefaults);
  const args = renderArguments(submit);
  const characters = args.reduce((sum, arg) => sum + arg.length + 1, 0);
  if (characters > MOST_CHARACTERS) {
    throw new InputError('too-long', `the arguments would have ${characters} characters, EMR takes ${MOST_CHARACTERS}`);
  }
  return toStepConfig(root.described, args);
}
