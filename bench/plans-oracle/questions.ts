import type { PlanRequest, SparkPlan } from '../../lib/sizing';
import type { OracleAnswer, OracleCase } from '../yarn-oracle/case';
import { figuresOfScheduler } from '../yarn-oracle/case';
import { type Deployed, deployed } from './deployed';

/** A plan and what is asked about it. */
export interface PlannedCase {
  readonly request: PlanRequest;
  readonly plan: SparkPlan;
  readonly deployed: Deployed;
  readonly questions: readonly Question[];
  /**
   * YARN has room for more than the plan asks for, by design: a memory target keeps some of it free, and where YARN counts vcores double
   * the plan fills the hardware threads (and, on one type with a computed executor, all memory). Then one more executor may run, and nodes
   * may hold more than `perNode`.
   */
  readonly keepsRoomFree: boolean;
}

export interface Question {
  /** `all`: exactly as many executors as the plan's maximum; `more`: one more. */
  readonly ask: 'all' | 'more';
  /** Which node group has the application master. */
  readonly masterOn: number;
  readonly case: OracleCase;
}

/** Every question about a plan: the application master on a node of each type that can take it. */
export function questionsAbout(id: string, request: PlanRequest, plan: SparkPlan): PlannedCase {
  const asked = deployed(request, plan);
  const { max } = plan.job.dynamicAllocation;
  const before = asked.nodes.map((_, i) => asked.nodes.slice(0, i).reduce((sum, n) => sum + n.count, 0));
  const takers = asked.nodes.flatMap((node, i) =>
    node.memoryMb >= roundedUp(asked.am.memMb) && node.vcores >= asked.am.vcores ? [i] : [],
  );
  const questions = takers.flatMap((masterOn) =>
    (['all', 'more'] as const).map((ask) => ({
      ask,
      masterOn,
      case: {
        ...asked,
        id: `${id}-${ask}-${masterOn}`,
        minAllocMb: MIN_ALLOCATION_MB,
        requested: ask === 'all' ? max : max + 1,
        amNode: before[masterOn],
      },
    })),
  );
  const isDoubled = plan.cluster.warnings.some((warning) => warning.id === 'doubled-vcores');
  const isPacked = asked.nodes.length === 1 && request.sparkConf === undefined;
  const keepsRoomFree = request.memoryTarget !== undefined || (isDoubled && !isPacked);
  return { request, plan, deployed: asked, questions, keepsRoomFree };
}

/** In what the scheduler's answers differ from the plan; empty where in nothing. The answers are in the order of the questions. */
export function differences(planned: PlannedCase, answers: readonly OracleAnswer[]): string[] {
  const { admission, dynamicAllocation } = planned.plan.job;
  const found = planned.questions.flatMap((question, i) =>
    differencesIn(planned, question, answers[i] ?? {}).map(
      (text) => `${question.ask}, master on group ${question.masterOn}: ${text}`,
    ),
  );
  if (dynamicAllocation.max !== admission.executors) {
    found.push(`maxExecutors ${dynamicAllocation.max}, planned to run ${admission.executors}`);
  }
  const asking = planned.questions.flatMap(({ ask }, i) =>
    ask === 'more' ? [answers[i]?.allocatedExecutors ?? 0] : [],
  );
  if (!planned.keepsRoomFree && Math.min(...asking) !== admission.executors) {
    found.push(`more: ${Math.min(...asking)} run with the master placed worst, planned ${admission.executors}`);
  }
  return found;
}

/** Whether fewer run with the application master on one node than with it on another. */
export function placementMatters({ questions }: PlannedCase, answers: readonly OracleAnswer[]): boolean {
  const running = questions.flatMap(({ ask }, i) => (ask === 'more' ? [answers[i]?.allocatedExecutors] : []));
  return new Set(running).size > 1;
}

function differencesIn(planned: PlannedCase, { ask, case: question }: Question, answer: OracleAnswer): string[] {
  if (answer.error) return [`refused: ${answer.error.message}`];
  if (answer.amNode !== question.amNode) return [`the master went to node ${answer.amNode}, not ${question.amNode}`];
  const got = figuresOfScheduler(answer);
  if (ask === 'more') {
    if (got.executors + got.pending !== question.requested) return [`${got.executors} run and ${got.pending} pend`];
    return got.pending === 1 && !planned.keepsRoomFree ? nodesThatDiffer(planned, answer) : [];
  }
  const { executors, pending, allocatedMB, allocatedVCores } = planned.plan.job.admission;
  const want = { executors, pending, allocatedMB, allocatedVCores };
  return (Object.keys(want) as (keyof typeof want)[])
    .filter((key) => got[key] !== want[key])
    .map((key) => `${key} ${got[key]}, planned ${want[key]}`);
}

/** Full nodes without a master that hold other than the plan's `perNode`. */
function nodesThatDiffer({ plan, request, deployed: { nodes } }: PlannedCase, answer: OracleAnswer): string[] {
  return Object.keys(answer.nodeShapes ?? {}).flatMap((text) => {
    const shape = /^(\d+)MB\/(\d+)v: (\d+) executors/.exec(text);
    if (shape === null) return []; // has the master
    const [memoryMb, vcores, executors] = shape.slice(1).map(Number);
    const alike = request.nodes.filter((_, i) => nodes[i]?.memoryMb === memoryMb && nodes[i]?.vcores === vcores);
    return alike
      .filter(({ instanceType }) => plan.cluster.perNode[instanceType] !== executors)
      .map(({ instanceType }) => `${executors} on a ${instanceType}, planned ${plan.cluster.perNode[instanceType]}`);
  });
}

/** EMR's `yarn.scheduler.minimum-allocation-mb`, as its event logs have it. */
const MIN_ALLOCATION_MB = 32;
const roundedUp = (mb: number): number => Math.ceil(mb / MIN_ALLOCATION_MB) * MIN_ALLOCATION_MB;
