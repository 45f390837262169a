import { judged, type Observation } from '../../../lib/remedy';

type Word = Pick<Observation, 'assessed' | 'verified'>;

const words = new Map<string, Word>();

/** Their keys have a few thousand characters each. */
const MAX_WORDS = 5_000;

/**
 * The shipped engine's word on an observation, asked once for each: lives that differ in one fault show the same ones again and again, and
 * most of what a life takes is the engine.
 *
 * The nodes are always those of the fake cluster, so of them only the time of the reading counts; the nonces tell invocations apart.
 */
export const judgedOnce: typeof judged = (obs, row, now, policy) => {
  const { nonce: _, deadline: _until, instances, ...seen } = obs;
  const { nonce: _written, version: _v, lease: _l, ...stands } = row;
  const key = JSON.stringify([seen, instances?.at, stands, now, policy]);
  const known = words.get(key);
  if (known !== undefined) return { ...obs, ...known };
  const after = judged(obs, row, now, policy);
  if (words.size >= MAX_WORDS) words.clear();
  words.set(key, wordIn(after));
  return after;
};

function wordIn({ assessed, verified }: Observation): Word {
  return { ...(assessed === undefined ? {} : { assessed }), ...(verified === undefined ? {} : { verified }) };
}
