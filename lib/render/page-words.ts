import { findPageKind, type PageKind } from '../remedy';

/** What a page says. */
interface PageWords {
  readonly happened: string;
  readonly toDo: string;
}

const UNKNOWN: PageWords = {
  happened: 'The remediator came to something that it does not resolve by itself.',
  toDo: 'Look at the step, and at the decisions in the log.',
};

const SUBMIT = 'Submit the step yourself, if it is to run.';

const WORDS: Readonly<Record<PageKind, PageWords>> = {
  'held:cancel-stuck': {
    happened: 'The step was to be cancelled and is not CANCELLED after 30 minutes.',
    toDo: 'Look at the step on the primary node; if it ends CANCELLED, submit it again.',
  },
  'held:opt-out-midway': {
    happened: 'Permission was withdrawn after the step had been cancelled; it was not submitted again.',
    toDo: SUBMIT,
  },
  'held:submit-stuck': {
    happened: "The step is cancelled, and for 30 minutes EMR's steps could not be read or there was no free place.",
    toDo: SUBMIT,
  },
  'held:cancel-unexplained': {
    happened:
      'A cancel of which nothing is known may have been sent; the step is CANCELLED, or a gate refused for 30 minutes.',
    toDo: 'See who cancelled it; submit it again if it is to run.',
  },
  'held:row-lost': {
    happened:
      'The ledger forgot a cancel: its row was deleted or restored, or says that the lineage is over where the index does not.',
    toDo: 'Look for the marker of the step in the list of steps before you submit it again.',
  },
  'held:row-broken': {
    happened: 'The row of the ledger does not say what it must, or a decision would have broken a rule.',
    toDo: 'Look at the step, and for its marker in the list of steps; where no run of the job is there, submit it again. Report it.',
  },
  'held:unreadable': {
    happened: 'The resubmission could not be read for a day.',
    toDo: 'Look at the resubmission; submit the step yourself, if it has not completed.',
  },
  'held:submit-refused': {
    happened: 'The step is cancelled, and EMR turned its resubmission away, or it cannot be built.',
    toDo: 'The log names the error; submit the step yourself.',
  },
  'held:submit-ambiguous': {
    happened:
      'The step is cancelled, and whether EMR added its resubmission is not known: no answer came, and none is to be seen.',
    toDo: 'Look for the marker in the list of steps before you submit it again.',
  },
  'held:foreign-copy': {
    happened: 'Two steps carry the marker of this lineage, or one carries it on other work.',
    toDo: 'See which of them is the job; cancel the other.',
  },
  'held:two-submissions': {
    happened: 'Two steps carry the marker of this lineage.',
    toDo: 'See which of them is the job; cancel the other.',
  },
  'held:guard-refused': {
    happened:
      'The step is cancelled, and the guard of its resubmission let nothing run: it could not tell what the step has left on YARN, or end it.',
    toDo: 'Read the end of the stderr of the resubmission; end what is left on YARN, then submit the step yourself.',
  },
  'held:not-cancelled': {
    happened: 'EMR contradicts itself: the step is no longer CANCELLED. It was not submitted again.',
    toDo: 'See what really runs; submit the step yourself, if nothing does.',
  },
  'held:arguments-changed': {
    happened: 'The step is cancelled, has other arguments than before the cancel, and was not submitted again.',
    toDo: "Find out from the job's owner which arguments are right, and submit the step yourself.",
  },
  'cancel-slow': {
    happened: 'The step was to be cancelled and is not CANCELLED after 10 minutes.',
    toDo: 'Nothing yet; the remediator goes on for 20 minutes.',
  },
  'submit-slow': {
    happened: 'The step is cancelled and was not submitted again within 10 minutes.',
    toDo: 'Nothing yet; the remediator goes on for 20 minutes.',
  },
  'slot-stuck': {
    happened: 'The resubmission has waited for 15 minutes in which nothing ran.',
    toDo: 'See why EMR does not start it; the place of the cancelled step may not be free.',
  },
  'unknown:still-running': {
    happened: 'A day after it was submitted the resubmission waits or runs.',
    toDo: 'See whether that is right; it is watched on.',
  },
  'order-broken': {
    happened: 'Another step runs or waits where one at a time is the rule, and may run before the resubmission.',
    toDo: "See whether it needed this job's output.",
  },
  breaker: {
    happened: 'Three of the last five resubmissions of this cluster or job did not improve.',
    toDo: 'Nothing more is cancelled there. Look at the outcomes before you clear them in the ledger.',
  },
  failed: {
    happened: 'The resubmission failed, and the step as it was failed after it or was not submitted.',
    toDo: 'Look at its log; submit the step yourself with its own settings.',
  },
  'cancelled-by-other': {
    happened: 'The resubmission was cancelled, not by the remediator.',
    toDo: 'See who did; the job has not completed.',
  },
  'lost:cluster-gone': {
    happened: 'The cluster ended before the job had completed.',
    toDo: 'Submit the step on another cluster.',
  },
  'replaced-by-other': {
    happened: 'Somebody else submitted the same work after the cancel; the remediator did not.',
    toDo: 'See that the other step completes.',
  },
  'aborted:failed-after-cancel': {
    happened: 'The step failed after a cancel was requested, which may be the cause.',
    toDo: SUBMIT,
  },
  'aborted:cancel-refused': {
    happened: 'EMR took no request to cancel for 30 minutes; the step was left alone.',
    toDo: 'The log names the error, often a missing permission.',
  },
};

/** What a page of this reason says; of one that is not known, where to look. */
export function wordsFor(reason: string): PageWords {
  const kind = findPageKind(reason);
  return kind === undefined ? UNKNOWN : WORDS[kind];
}
