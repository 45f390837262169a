import { InputError } from '../errors';
import type { SettingChange } from '../sizing';
import {
  addGuard,
  addMarker,
  type Guard,
  MAX_STEP_CHARACTERS,
  renderArguments,
  rewriteSettings,
  type StepConfigInput,
  stepCharacters,
  toStepConfig,
} from '../steps';
import type { StepDetail } from './observation';

/**
 * The root step as it was described, with changed settings and a marker, everything else byte for byte.
 *
 * @param changes settings by canonical key; none for a rollback
 * @param guard what it does on the cluster before it runs; undefined: nothing
 * @throws InputError where the step's form is not understood or EMR or YARN would refuse the result
 */
export function resubmissionOf(
  root: StepDetail,
  changes: readonly Pick<SettingChange, 'key' | 'to'>[],
  marker: { readonly root: string; readonly n: number },
  sparkDefaults: Readonly<Record<string, string>>,
  guard?: Guard,
): StepConfigInput {
  if (root.form.kind === 'unknown') throw new InputError('shape-unknown', root.form.reason);
  const submit = addMarker(rewriteSettings(root.form.submit, changes), marker, sparkDefaults);
  const command = renderArguments(submit);
  const args = guard === undefined ? command : addGuard(command, guard);
  const { Jar: jar = '', MainClass: mainClass, Properties: properties } = root.described.Config ?? {};
  const characters = stepCharacters({ jar, mainClass, args, properties });
  if (characters > MAX_STEP_CHARACTERS) {
    const withGuard = guard === undefined ? '' : ' with its guard';
    throw new InputError(
      'too-long',
      `the step would have ${characters} characters${withGuard}, EMR takes ${MAX_STEP_CHARACTERS}`,
    );
  }
  return toStepConfig(root.described, args);
}
