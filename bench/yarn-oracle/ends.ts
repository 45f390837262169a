import { askModel, isAnswer, type OracleAnswer, type OracleCase } from './case';
import { drawCase } from './draw';
import { askScheduler } from './real-scheduler';

/** Nodes of each group: few, so that so many orders meet every kind of placement. */
const NODES = 3;
const SHUFFLES = 12;

export interface Ends {
  /** Cases whose range is wider than one number. */
  readonly cases: number;
  readonly bothOccur: number;
  readonly outside: number;
}

/**
 * How tight the model's ranges are: puts small cases to the scheduler in many orders of heartbeats, with the first master on each group in
 * turn and with the first application asking at once or late, and looks whether both ends of the range occur.
 */
export async function lookForEnds(seed: number, count: number, onLoose: (text: string) => void): Promise<Ends> {
  const chosen: OracleCase[] = [];
  for (let i = 0; chosen.length < count && i < 1_000 * count; i++) {
    const small = shrunk(drawCase(seed, i));
    const model = askModel(small);
    if (model.executorsLeast < model.executorsMost) chosen.push(small);
  }
  const orders = chosen.map(ordersOf);
  const owner = orders.flatMap((cases, i) => cases.map(() => i));
  const seen = chosen.map(() => ({ least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }));
  const started = chosen.map((one) => askModel(one).applicationsStarted);
  await askScheduler(
    orders.flat().map((one) => JSON.stringify(one)),
    (answer: OracleAnswer, i) => {
      const of = owner[i] as number;
      const ends = seen[of];
      if (!ends || !isAnswer(answer) || answer.amsStarted !== started[of]) return;
      ends.least = Math.min(ends.least, answer.allocatedExecutors ?? 0);
      ends.most = Math.max(ends.most, answer.allocatedExecutors ?? 0);
    },
  );
  let bothOccur = 0;
  let outside = 0;
  for (const [i, one] of chosen.entries()) {
    const { executorsLeast, executorsMost } = askModel(one);
    const { least, most } = seen[i] as { least: number; most: number };
    if (least < executorsLeast || most > executorsMost) outside++;
    if (least === executorsLeast && most === executorsMost) bothOccur++;
    else onLoose(JSON.stringify({ case: one, model: [executorsLeast, executorsMost], scheduler: [least, most] }));
  }
  return { cases: chosen.length, bothOccur, outside };
}

const shrunk = (one: OracleCase): OracleCase => {
  const nodes = one.nodes.map((node) => ({ ...node, count: Math.min(node.count, NODES) }));
  return { ...one, nodes, requested: Math.min(one.requested, 400) };
};

function ordersOf(one: OracleCase): OracleCase[] {
  const orders = ['roundrobin', 'reverse', 'fill', ...Array.from({ length: SHUFFLES }, (_, i) => `shuffle:${i}`)];
  const variants = orders.flatMap((order) => [
    { ...one, order },
    { ...one, order, amsPacked: true },
  ]);
  // The first application asks before a waiting master has reserved anything, or after it had time to reserve all it can.
  const { applicationsStarted } = askModel(one);
  const hurried = variants.slice(0, 6).map((variant) => ({ ...variant, amsAwaited: applicationsStarted }));
  const patient = variants.slice(0, 6).map((variant) => ({ ...variant, quietRounds: 200 }));
  return [...variants, ...hurried, ...patient];
}
