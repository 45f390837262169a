import type { Released } from '../built-function';
import type { Rehearsal } from '../rehearsal';
import type { DecisionEntry } from '../remedy';
import type { ComparisonJson, DiagnosisJson, LintJson, PlanJson } from '../render';
import type { Retune } from '../sizing';
import type { AdmitJson } from './admit-command';
import type { ErrorJson } from './failure';

/** What every `--json` prints, by the name of its schema: `npm run schemas` writes docs/schemas from these types and their comments. */
export interface JsonOutputs {
  plan: PlanJson;
  'plan-compare': ComparisonJson;
  diagnose: DiagnosisJson & { cure: Retune | null };
  'diagnose-cluster': { schemaVersion: number; unread: string[] } & DecisionEntry;
  lint: LintJson;
  simulate: { schemaVersion: number } & Rehearsal;
  release: { schemaVersion: number } & Released;
  admit: AdmitJson;
  error: ErrorJson;
}
