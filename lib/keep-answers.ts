/** Answers that are kept; each holds a few hundred bytes to a few kilobytes. */
const MAX_ANSWERS = 256;

/**
 * A pure function that keeps its newest answers: one look at a cluster, and each after it, asks the same of the same nodes again.
 *
 * @param keyFor everything of a question that its answer depends on
 */
export function keepAnswers<Q extends readonly unknown[], A>(
  answer: (...question: Q) => A,
  keyFor: (...question: Q) => string,
): (...question: Q) => A {
  const kept = new Map<string, A>();
  return (...question) => {
    const key = keyFor(...question);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const found = answer(...question);
    const [oldest] = kept.keys();
    if (kept.size >= MAX_ANSWERS && oldest !== undefined) kept.delete(oldest);
    kept.set(key, found);
    return found;
  };
}

/** The same for questions about an object: its answers are kept while it is, and nothing of it any longer. */
export function keepAnswersOf<O extends object, Q extends readonly unknown[], A>(
  answer: (about: O, ...question: Q) => A,
  keyFor: (...question: Q) => string,
): (about: O, ...question: Q) => A {
  const kept = new WeakMap<O, (...question: Q) => A>();
  return (about, ...question) => {
    const known = kept.get(about) ?? keepAnswers((...asked: Q) => answer(about, ...asked), keyFor);
    kept.set(about, known);
    return known(...question);
  };
}
