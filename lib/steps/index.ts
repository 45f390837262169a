export { addMarker, type Marker, markerOf, markerTag, withoutOwnKeys } from './marker';
export { isFoldedIntoConf, longName, settingOfFlag, takesValue } from './options';
export { readStep } from './read-step';
export { isRewritable, rewriteSettings } from './rewrite';
export { deployModeInForce, settingsInForce } from './settings';
export { renderArguments, type SparkSubmit, type StepShape, type SubmitOption } from './spark-submit';
export { type DescribedStep, describedToStepConfig, executionRoleOf, type StepConfigInput } from './step-config';
