import type { Rehearsal } from '../rehearsal';
import type {
  AnalysisJson,
  ComparisonJson,
  DiagnosisJson,
  ExplainJson,
  LintJson,
  LogListJson,
  PlanJson,
  RankingJson,
} from '../render';
import type { AdmitJson } from './admit-command';
import type { ApproveJson } from './approve-command';
import type { ErrorJson } from './failure';
import type { LeverJson } from './lever-command';
import type { ReleaseJson } from './release-command';
import type { ServeJson } from './serve-command';

/** What every `--json` prints, by the name of its schema: `npm run schemas` writes docs/schemas from these types and their comments. */
export interface JsonOutputs {
  plan: PlanJson;
  'plan-compare': ComparisonJson;
  diagnose: DiagnosisJson;
  analyze: AnalysisJson;
  'analyze-list': LogListJson;
  'analyze-all': RankingJson;
  lint: LintJson;
  simulate: { schemaVersion: number } & Rehearsal;
  serve: ServeJson;
  explain: ExplainJson;
  approve: ApproveJson;
  release: ReleaseJson;
  off: LeverJson;
  on: LeverJson;
  admit: AdmitJson;
  error: ErrorJson;
}
