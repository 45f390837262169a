import type { Action } from './action';
import { consentTo } from './consent';
import { isActive } from './contract';
import type { Lineage, Row } from './row';
import { cancelMayHaveBeenSent } from './states/cancelling';
import { isOurs } from './states/markers';
import { rootOf, type Scene } from './states/moves';

/** The digest of what a lineage is to submit. */
const workOf = (lineage: Lineage | undefined): string | undefined =>
  lineage?.attempt === 2 ? lineage.rollbackFingerprint : lineage?.attemptFingerprint;

/** What an action must never do, whatever led to it; true: it would. */
const RULES: Readonly<Record<string, (scene: Scene, action: Action, next: Row) => boolean>> = {
  'page-dropped': ({ row }, _, next) => row.pages.some((page) => !next.pages.includes(page)),

  'news-dropped': ({ row }, _, next) => row.news?.some((one) => !next.news?.includes(one)) === true,

  'lineage-changed': ({ lineage }, _, next) =>
    next.state !== 'watching' &&
    (next.lineage?.root !== lineage.root ||
      next.lineage.hmacKey !== lineage.hmacKey ||
      next.lineage.fingerprint !== lineage.fingerprint),

  'no-write-ahead': ({ obs }, action, next) =>
    action.kind === 'call' &&
    (next.call?.kind !== action.call.kind ||
      next.call.n !== action.call.n ||
      next.call.nonce !== obs.nonce ||
      next.call.answer !== undefined ||
      (action.call.kind === 'add' && action.claim?.claim.nonce !== obs.nonce)),

  'no-consent': (scene, action) => action.kind === 'call' && consentTo(scene.obs, rootOf(scene)).kind !== 'given',

  'cancel-of-another-step': (scene, action) =>
    action.kind === 'call' &&
    action.call.kind === 'cancel' &&
    (action.call.stepId !== scene.lineage.root || rootOf(scene)?.fingerprint !== scene.lineage.fingerprint),

  'submitted-before-cancelled': (scene, action) =>
    action.kind === 'call' && action.call.kind === 'add' && rootOf(scene)?.state !== 'CANCELLED',

  'submitted-other-work': ({ obs }, action, next) =>
    action.kind === 'call' &&
    action.call.kind === 'add' &&
    (obs.prepared?.kind !== 'built' || obs.prepared.fingerprint !== workOf(next.lineage)),

  'rolled-back-beside': ({ obs, lineage }, action) =>
    action.kind === 'call' &&
    action.call.kind === 'add' &&
    lineage.submissions.some(({ stepId }) => {
      const step = obs.scan?.value.steps.find(({ id }) => id === stepId);
      return step?.state !== 'FAILED';
    }),

  'fenced-before-cancelled': (scene, _, next) =>
    scene.row.state === 'cancelling' && next.state === 'fencing' && rootOf(scene)?.state !== 'CANCELLED',

  'adopted-other-work': ({ obs, row, lineage }, _, next) => {
    if (row.state === 'verifying' || next.state !== 'verifying') return false;
    const id = next.lineage?.submissions.at(-1)?.stepId;
    const step = obs.scan?.value.steps.find((one) => one.id === id);
    return step === undefined || !isOurs(step, lineage);
  },

  'aborted-with-a-job-owed': (scene, _, next) => {
    if (!['intent', 'cancelling'].includes(scene.row.state) || next.state !== 'closed') return false;
    const root = rootOf(scene);
    // What was not read may still run.
    return (
      (root === undefined || isActive(root)) &&
      cancelMayHaveBeenSent(scene.row) &&
      next.reason?.startsWith('aborted:') === true
    );
  },
};

/** The name of a rule that an action would break; undefined where it breaks none. */
export function brokenRule(scene: Scene, action: Action): string | undefined {
  if (action.kind === 'wait') return undefined;
  const next = action.kind === 'move' ? action.row : action.before;
  return Object.entries(RULES).find(([, breaks]) => breaks(scene, action, next))?.[0];
}
