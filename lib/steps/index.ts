export { addGuard, type Guard, guardLength } from './guard/guard';
export {
  ACTIONS_ON_FAILURE,
  type ActionOnFailure,
  MAX_NAME_CHARACTERS,
  MAX_STEP_CHARACTERS,
  stepCharacters,
} from './limits';
export { addMarker, findMarker, type Marker, markerIn, markerTag, withoutOwnKeys } from './marker';
export { closestFlag, findLongName, findSettingFor, takesValue } from './options';
export { parseSparkSubmit } from './parse';
export { findSetting, findWinner, isStrong, winners } from './precedence';
export { isRewritable, rewriteSettings } from './rewrite';
export { deployModeInForce, impliedDeployMode, settingsInForce } from './settings';
export { findConfPair, renderArguments, type SparkSubmit, type SubmitOption } from './spark-submit';
export { type DescribedStep, type StepConfigInput, toStepConfig } from './step-config';
export { COMMAND_RUNNER, objectionsTo, parseStep, renderStep, type StepForm } from './step-form';
