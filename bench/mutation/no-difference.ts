/** Code whose mutants that survive make no difference, with the reason; a comment at the code itself does the same (`Stryker disable`). */
export interface NoDifference {
  readonly file: string;
  /** The code that is changed, as the page shows it; of several lines the first. */
  readonly code: string;
  readonly reason: string;
}

const because =
  (reason: string) =>
  (file: string, ...code: readonly string[]): NoDifference[] =>
    code.map((one) => ({ file: `lib/remedy/${file}.ts`, code: one, reason }));

const forTheTypes = because('an earlier check has made sure of it; only the types ask again');
const nothingToFind = because('whatever stands in it is no step and matches nothing');

export const NO_DIFFERENCE: readonly NoDifference[] = [
  ...forTheTypes(
    'judge',
    'row.lineage?.payload',
    'window === undefined',
    'obs.root?.value',
    'asked?.value',
    'root?.value',
  ),
  ...forTheTypes('judge', 'subject.deployMode === undefined'),
  ...forTheTypes('record', "result.kind === 'done'"),
  ...forTheTypes('states/cancelling', 'lineage?.maybeSent'),
  ...forTheTypes('states/fencing', 'rootOf(scene)?.endedAt', 'root?.state', 'prepared?.kind', 'obs.scan?.value'),
  ...forTheTypes('states/fencing', 'obs.cluster?.value', '[]'),
  ...forTheTypes('states/intent', 'rootOf(scene)?.fingerprint', 'prepared?.kind', "prepared?.kind === 'built'"),
  ...forTheTypes('states/verifying', 'endedAt !== undefined'),
  ...forTheTypes('invariants', 'lineage?.attempt', 'lineage?.attemptFingerprint'),
  ...forTheTypes('invariants', 'rootOf(scene)?.fingerprint', 'rootOf(scene)?.state'),
  ...forTheTypes('fence', 'cluster?.value', 'guard?.earlier', '[]', 'guard === undefined || first === undefined'),
  ...forTheTypes('fence', 'guard === undefined', 'first === undefined', "'the step could not be read'"),
  ...forTheTypes('fence', 'problem === undefined || !OF_GUARD.has(problem)', 'problem === undefined'),
  ...forTheTypes('notice', 'step === undefined', 'since === undefined', '[]'),
  ...because('there is no guard then, which says the same')(
    'fence',
    'root === undefined || scan === undefined',
    'root === undefined',
    'scan === undefined',
  ),
  ...because('the number has one digit either way')('fence', 'attempts.length + 1'),
  ...because('what was said is only compared with what was said before')(
    'notice',
    "[notice.finding, notice.tier, plan ?? ''].join(' ').trim()",
    "''",
    "' '",
  ),
  ...nothingToFind('attempt-metrics', '[]'),
  ...nothingToFind('states/markers', '[]'),
  ...because('of a lineage that is held nothing is submitted, so nothing is compared with it')('states/lost', "''"),
  ...because('EMR assigns the ids of steps after their arguments are fixed: none names itself')(
    'states/markers',
    'step.id !== lineage.root',
  ),
  ...because('the root step was created long before its cancel')('states/fencing', 'step.id !== lineage.root'),
  ...because('both are noted together')(
    'verify',
    'runningTasks !== undefined && taskSlots !== undefined',
    'runningTasks !== undefined',
    'taskSlots !== undefined',
  ),
  ...because('only whether it is to look again is asked')('states/intent', "'no'"),
];
